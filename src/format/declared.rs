//! What a file says of its own encoding: the declaration of XML, the header of PO.

use super::decoding::Content;
use super::encoding;

/// The encoding that an XML declaration names, or the label that is not known. UTF-16 cannot be true where the
/// declaration could be read as bytes; such files are UTF-8.
pub(super) fn declared(
    head: &[u8],
    content: Content,
) -> Result<&'static encoding_rs::Encoding, String> {
    let label = match content {
        Content::Po => charset(head),
        _ => declared_in_xml(head),
    };
    let Some(label) = label else {
        return Ok(encoding_rs::UTF_8);
    };
    match known(&label) {
        // For the web ASCII is another name of windows-1252.
        _ if is_ascii_label(&label) => Ok(encoding_rs::UTF_8),
        None => Err(label),
        Some(e) if e == encoding_rs::REPLACEMENT => Err(label),
        Some(e) if e == encoding_rs::UTF_16LE || e == encoding_rs::UTF_16BE => {
            Ok(encoding_rs::UTF_8)
        }
        Some(encoding) => Ok(encoding),
    }
}

/// The encoding of a label; `UTF_8` is how some programs write it.
fn known(label: &str) -> Option<&'static encoding_rs::Encoding> {
    let known = |label: &str| encoding_rs::Encoding::for_label(label.as_bytes());
    known(label).or_else(|| known(&label.replace('_', "-")))
}

fn is_ascii_label(label: &str) -> bool {
    ["us-ascii", "ascii", "ansi_x3.4-1968"].contains(&label.to_ascii_lowercase().as_str())
}

pub(super) fn declares_ascii(head: &[u8]) -> bool {
    declared_in_xml(head).is_some_and(|label| is_ascii_label(&label))
}

/// Whether bytes beyond ASCII make characters of UTF-8, as those of another encoding hardly ever do.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    let sound = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // A character may be cut off by the end of the block.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !sound.is_ascii()
}

/// The charset that the header of a PO file names, but for the template's own word and for ASCII, which is UTF-8 too.
fn charset(head: &[u8]) -> Option<String> {
    const FIELD: &[u8] = b"Content-Type:";
    const BEFORE: &[u8] = b"charset=";
    // A comment may say such a thing of some other file; it ends where a line does, not at a CR in it.
    let lines = head.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| line.trim_ascii_start().first() != Some(&b'#'));
    // So may any entry after the first, which is the header.
    let mut entries = 0;
    let is_header = |line: &&[u8]| {
        entries += usize::from(line.trim_ascii_start().starts_with(b"msgid"));
        entries < 2
    };
    let head: Vec<u8> = lines.take_while(is_header).collect::<Vec<_>>().concat();
    // It is a field of the header only where a line of that begins with it; other fields may speak of another file.
    let begins = |at: &usize| head[..*at].ends_with(b"\"") || head[..*at].ends_with(b"\\n");
    let mut fields = head.windows(FIELD.len()).enumerate();
    let mut field = fields.find_map(|(at, w)| (w == FIELD && begins(&at)).then(|| &head[at..]))?;
    if let Some(end) = field.windows(2).position(|w| w == b"\\n") {
        field = &field[..end];
    }
    let at = field.windows(BEFORE.len()).position(|w| w == BEFORE)? + BEFORE.len();
    let label = field[at..]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(*b));
    let label: String = label.map(|b| char::from(*b)).collect();
    let none = ["CHARSET", "ASCII", "US-ASCII", ""];
    (!none.contains(&label.to_ascii_uppercase().as_str())).then_some(label)
}

/// What to say where the declaration names another encoding than the file is in. The two orders of UTF-16 have one name.
pub(super) fn contradiction(
    head: &[u8],
    content: Content,
    encoding: &'static encoding_rs::Encoding,
) -> Option<String> {
    const MOST: usize = 512;
    let is_po = matches!(content, Content::Po);
    let is_bytes = encoding.is_single_byte();
    if is_bytes && looks_like_utf8(head) {
        let name = encoding.name();
        let who = if is_po { "header" } else { "XML declaration" };
        return Some(format!(
            "the {who} names the encoding {name}, but the bytes look like UTF-8: read as {name}"
        ));
    }
    if is_po {
        return None;
    }
    let head = encoding::decode_head(&head[..head.len().min(MOST)]);
    let label = declared_in_xml(head.as_bytes())?;
    let name = |encoding: &'static encoding_rs::Encoding| {
        encoding.name().trim_end_matches(['L', 'E', 'B'])
    };
    let is = name(encoding);
    let same = known(&label).is_some_and(|declared| name(declared) == is);
    (!same).then(|| {
        format!(
            "the XML declaration names the encoding {label:?}, but the file is {is}: read as that"
        )
    })
}

/// Whether the first bytes of a file begin an XML declaration that goes on behind them. One that only lacks its end has a tag
/// after it.
pub(super) fn is_cut_declaration(head: &[u8]) -> bool {
    let text = encoding::decode_head(head);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let begun = text.strip_prefix("<?xml");
    begun.is_some_and(|rest| {
        rest.starts_with(char::is_whitespace) && !rest.contains("?>") && !rest.contains('<')
    })
}

fn declared_in_xml(head: &[u8]) -> Option<String> {
    // Blanks before it are an error, and no reason to misread what can be read.
    let head = head.trim_ascii_start();
    head.starts_with(b"<?xml")
        .then(|| head.windows(2).position(|w| w == b"?>"))
        .flatten()
        .and_then(|end| {
            let text = String::from_utf8_lossy(&head[..end]).into_owned();
            let (_, rest) = text.split_once("encoding")?;
            let rest = rest.trim_start().strip_prefix('=')?.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            Some(rest[1..].split(quote).next()?.to_owned())
        })
}
