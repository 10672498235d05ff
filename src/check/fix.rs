//! Putting findings right in the files where they stand.

use super::Edit;
use crate::error::{Error, Place, Result};
use crate::format::encoding::{self, Encoding};
use std::path::Path;

/// A text with edits made, and the numbers of those that were. Of edits that overlap the first one counts.
pub fn apply(text: &str, edits: &[Edit]) -> (String, Vec<usize>) {
    let mut sorted: Vec<(usize, &Edit)> = edits.iter().enumerate().collect();
    sorted.sort_by_key(|(_, edit)| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut made = Vec::new();
    for (number, edit) in sorted {
        let Some(before) = text.get(at..edit.range.start) else {
            continue;
        };
        if text.get(edit.range.clone()).is_none() {
            continue;
        }
        out.push_str(before);
        out.push_str(&edit.text);
        at = edit.range.end;
        made.push(number);
    }
    out.push_str(&text[at..]);
    (out, made)
}

/// The bytes of a file in its own encoding with edits made in its text, and the text before and after.
///
/// # Errors
/// When the file cannot be read as text.
pub fn rewrite(path: &Path, edits: &[Edit]) -> Result<Rewritten> {
    let bytes = encoding::read_bytes(path)?;
    let before = encoding::decode(&bytes, path)?;
    let (after, made) = apply(&before, edits);
    let (encoding, mark) = encoding::detect(&bytes);
    let mut out = bytes[..mark].to_vec();
    match encoding {
        Encoding::Utf8 => out.extend_from_slice(after.as_bytes()),
        Encoding::Utf16Le => after
            .encode_utf16()
            .for_each(|u| out.extend(u.to_le_bytes())),
        Encoding::Utf16Be => after
            .encode_utf16()
            .for_each(|u| out.extend(u.to_be_bytes())),
    }
    // What would not read back as it was written is not written.
    if encoding::decode(&out, path).ok().as_deref() != Some(after.as_str()) {
        return Err(Error::malformed(
            Place::file(path),
            "the file cannot be written back in its encoding",
            "save it as UTF-8 first",
        ));
    }
    let whole = |text: String| {
        if mark > 0 {
            format!("\u{feff}{text}")
        } else {
            text
        }
    };
    Ok(Rewritten {
        before: whole(before),
        after: whole(after),
        bytes: out,
        encoding,
        made,
    })
}

/// A file with edits made.
#[derive(Debug)]
pub struct Rewritten {
    /// Its text before, with the byte order mark if it has one.
    pub before: String,
    /// The same with the edits.
    pub after: String,
    /// What is to be written.
    pub bytes: Vec<u8>,
    /// What it is written in.
    pub encoding: Encoding,
    /// The numbers of the edits that were made.
    pub made: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: std::ops::Range<usize>, text: &str) -> Edit {
        Edit {
            range,
            text: text.into(),
        }
    }

    #[test]
    fn edits_are_made_from_the_front_and_never_over_one_another() {
        let edits = [
            edit(4..7, "TWO"),
            edit(0..3, "ONE"),
            edit(5..9, "no"),
            edit(90..99, "no"),
        ];
        assert_eq!(
            apply("one two three", &edits),
            ("ONE TWO three".into(), vec![1, 0])
        );
    }

    #[test]
    fn a_file_keeps_its_encoding() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tsv");
        let utf16: Vec<u8> = "\u{feff}sülh\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        std::fs::write(&path, &utf16).unwrap();
        let rewritten = rewrite(&path, &[edit(0..5, "barış")]).unwrap();
        let expected: Vec<u8> = "\u{feff}barış\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(rewritten.bytes, expected);
        assert_eq!(rewritten.made, [0]);
        assert_eq!(rewritten.before, "\u{feff}sülh\r\n");
    }
}
