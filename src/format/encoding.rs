//! What bytes a text file is made of.
//!
//! A byte order mark decides. Without one it is UTF-8, or UTF-16 where every second byte of the beginning is
//! NUL (XML 1.0, appendix F). Anything else is refused with the place of the first byte that is no text.

use super::mark::Mark;
use crate::error::{Error, Place, Result};
use std::io::Read;
use std::path::Path;

/// The encodings that are told apart without a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
}

/// Finds the encoding and the length of the byte order mark, from the first bytes of a file.
pub fn detect(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Le, 0),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// What a file is, where its first bytes say that it is no text that can be read.
pub fn foreign_kind(bytes: &[u8]) -> Option<&'static str> {
    magic(bytes).or_else(|| foreign_encoding(bytes)).or_else(|| match bytes {
        [0, ..] if bytes.iter().all(|byte| *byte == 0) => Some(
            "a file of nothing but NUL bytes (what stood in it was lost, perhaps when a copy of it was cut short)",
        ),
        _ => None,
    })
}

/// The encoding of a text that is not read, as far as its first bytes tell.
pub(super) fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    // `<`, and the mark of the byte order.
    const UTF_7: [&[u8]; 5] = [b"+ADw", b"+/v8", b"+/v9", b"+/v+", b"+/v/"];
    match bytes {
        // Before UTF-16, whose mark the one of UTF-32 begins with. Without a mark: a character of ASCII and three NULs.
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some(UTF_32),
        [1..=0x7f, 0, 0, 0, 1..=0x7f, 0, 0, 0, ..] | [0, 0, 0, 1..=0x7f, 0, 0, 0, 1..=0x7f, ..] => {
            Some(UTF_32)
        }
        // A `<` (XML 1.0, appendix F).
        [0x4c, rest @ ..] if EBCDIC_STARTS.iter().any(|start| rest.starts_with(start)) => {
            Some(EBCDIC)
        }
        _ if UTF_7.iter().any(|start| bytes.starts_with(start)) => Some(UTF_7_FILE),
        _ => None,
    }
}

const UTF_32: &str = "a file in UTF-32, which karvan does not read (save it as UTF-8)";
/// `?xm`, `tmx`, `!DO`, `xli`, `mar` and `tbx`.
const EBCDIC_STARTS: [[u8; 3]; 6] = [
    [0x6f, 0xa7, 0x94],
    [0xa3, 0x94, 0xa7],
    [0x5a, 0xc4, 0xd6],
    [0xa7, 0x93, 0x89],
    [0x94, 0x81, 0x99],
    [0xa3, 0x82, 0xa7],
];
const EBCDIC: &str = "a file in EBCDIC, which karvan does not read (save it as UTF-8)";
const UTF_7_FILE: &str = "a file in UTF-7, which karvan does not read (save it as UTF-8)";

fn magic(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 9] = [
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF", "a PDF document"),
        (
            b"PK\x03\x04",
            "a zip archive (docx, xlsx and odt files are such archives)",
        ),
        (b"\x1f\x8b", "a gzip archive"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"\x7fELF", "a program"),
        (b"BZh", "a bzip2 archive"),
    ];
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(compound_kind(bytes));
    }
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
}

/// What a compound file of Microsoft is ([MS-CFB]; [MS-OFFCRYPTO] 2.3.4.4 for those with a password). The names of its
/// streams stand in it in UTF-16.
fn compound_kind(bytes: &[u8]) -> &'static str {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|stretch| stretch == name)
    };
    if holds("EncryptedPackage") {
        "a Microsoft Office document with a password"
    } else if holds("WordDocument") {
        "a Microsoft Office document of the old kind (.doc)"
    } else if holds("Workbook") {
        "a Microsoft Office workbook of the old kind (.xls)"
    } else {
        "an old Microsoft Office document"
    }
}

/// The error for a file that is no text by its first bytes.
pub(super) fn foreign(bytes: &[u8], path: &Path) -> Option<Error> {
    let kind = foreign_kind(bytes)?;
    let help = if kind.contains("Office") {
        "save it as .docx without a password, or as plain text"
    } else {
        "give a text file in UTF-8"
    };
    let what = format!("this is {kind}, not a text");
    let what = if foreign_encoding(bytes).is_some() {
        format!("this is {kind}")
    } else {
        what
    };
    Some(Error::malformed(place_of(bytes, path), what, help))
}

/// The place of what is wrong with a whole file: the beginning of a text, else the file.
pub(super) fn place_of(bytes: &[u8], path: &Path) -> Place {
    if foreign_encoding(bytes).is_some() {
        Place::at(path, 1, 1)
    } else {
        Place::file(path)
    }
}

/// Decodes the content of a text file. Line ends are left as they are, the byte order mark is taken off.
///
/// # Errors
/// [`Error::Malformed`] with line and column of the first bytes that are no text.
pub fn decode(bytes: &[u8], path: &Path) -> Result<String> {
    if let Some(error) = foreign(bytes, path) {
        return Err(error);
    }
    let (encoding, mark) = detect(bytes);
    let body = &bytes[mark..];
    let text = match encoding {
        Encoding::Utf8 => match std::str::from_utf8(body) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                return Err(broken(body, error.valid_up_to(), path));
            }
        },
        Encoding::Utf16Le => utf16(encoding_rs::UTF_16LE, body, path)?,
        Encoding::Utf16Be => utf16(encoding_rs::UTF_16BE, body, path)?,
    };
    if let Some(at) = text.find('\0') {
        let (line, column) = line_column(&text.as_bytes()[..at]);
        return Err(Error::malformed(
            Place::at(path, line, column),
            "there is a NUL byte: this is not a text",
            "give a text file in UTF-8",
        ));
    }
    Ok(text)
}

/// The error for a text that is UTF-8 up to the byte at `at`.
fn broken(body: &[u8], at: usize, path: &Path) -> Error {
    let (line, column) = line_column(&body[..at]);
    let byte = body.get(at).copied().unwrap_or_default();
    Error::malformed(
        Place::at(path, line, column),
        format!("the text is not UTF-8: it cannot have the byte 0x{byte:02X} here"),
        "mend what stands there, or save the text as UTF-8, and try again",
    )
}

fn utf16(encoding: &'static encoding_rs::Encoding, body: &[u8], path: &Path) -> Result<String> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) {
        return Ok(text.into_owned());
    }
    let mut text = String::with_capacity(body.len() * 2);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // It stops behind the first bytes that are no character.
    let (_, read) = decoder.decode_to_string_without_replacement(body, &mut text, true);
    let what = if read == body.len() && body.len() % 2 == 1 {
        "the text is UTF-16, and ends with half a character: it is cut off"
    } else {
        "the text should be UTF-16, and what stands here is no character of it"
    };
    let (line, column) = line_column(text.as_bytes());
    Err(Error::malformed(
        Place::at(path, line, column),
        what,
        "mend what stands there, or save the text as UTF-8, and try again",
    ))
}

/// The beginning of a text, decoded well enough to recognise it.
pub fn decode_head(head: &[u8]) -> String {
    let (found, mark) = detect(head);
    let encoding = match found {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
    };
    encoding
        .decode_without_bom_handling(&head[mark..])
        .0
        .into_owned()
}

/// Whether CR alone ends the first line of a text.
pub fn first_ends_with_return(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    end.is_some_and(|end| text[end] == b'\r' && text.get(end + 1) != Some(&b'\n'))
}

/// Line and column, from 1, of what follows after these bytes of UTF-8.
pub fn line_column(before: &[u8]) -> (usize, usize) {
    let mark = Mark::START.after(before);
    (mark.line, mark.column)
}

/// Reads a whole file, or standard input for `-`.
///
/// # Errors
/// [`Error::Read`] when it is missing, a folder, or not permitted.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|source| Error::read("standard input", source))?;
        return Ok(bytes);
    }
    if path.is_dir() {
        return Err(Error::read(
            path,
            std::io::Error::from(std::io::ErrorKind::IsADirectory),
        ));
    }
    std::fs::read(path).map_err(|source| Error::read(path, source))
}

/// Reads a whole text file, or standard input for `-`.
///
/// # Errors
/// As [`read_bytes`] and [`decode`].
pub fn read_text(path: &Path) -> Result<String> {
    decode(&read_bytes(path)?, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> std::result::Result<String, String> {
        decode(bytes, Path::new("a.txt")).map_err(|e| e.to_string())
    }

    #[test]
    fn encodings_are_found() {
        let utf16 = |text: &str, little: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|u| {
                    if little {
                        u.to_le_bytes()
                    } else {
                        u.to_be_bytes()
                    }
                })
                .collect()
        };
        assert_eq!(read("\u{feff}Bakı".as_bytes()).unwrap(), "Bakı");
        assert_eq!(
            read(&utf16("\u{feff}Bakı 北京", true)).unwrap(),
            "Bakı 北京"
        );
        assert_eq!(
            read(&utf16("\u{feff}Bakı 北京", false)).unwrap(),
            "Bakı 北京"
        );
        assert_eq!(read(&utf16("<tmx>", true)).unwrap(), "<tmx>");
        assert_eq!(read(&utf16("<tmx>", false)).unwrap(), "<tmx>");
        assert_eq!(read(b"").unwrap(), "");
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(
            read(b"ab\ncd\xff").unwrap_err(),
            "a.txt:2:3: the text is not UTF-8: it cannot have the byte 0xFF here"
        );
        // A half character at the end, and one half of two in the middle.
        assert_eq!(
            read(b"\xff\xfea\0\n\0b").unwrap_err(),
            "a.txt:2:1: the text is UTF-16, and ends with half a character: it is cut off"
        );
        assert_eq!(
            read(b"\xff\xfea\0\n\0b\0\x00\xd8c\0").unwrap_err(),
            "a.txt:2:2: the text should be UTF-16, and what stands here is no character of it"
        );
        assert_eq!(
            read(b"\x89PNG\r\n").unwrap_err(),
            "a.txt: this is a PNG picture, not a text"
        );
        assert!(
            read(b"a\0\0b")
                .unwrap_err()
                .starts_with("a.txt:1:2: there is a NUL")
        );
    }
}
