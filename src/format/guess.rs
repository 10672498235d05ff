//! Texts whose encoding nothing tells but their looks: UTF-16 without a mark, GB18030, and the code pages of
//! Windows.
//!
//! What UTF-8 can be is UTF-8. Control characters give UTF-16 away (a line end has a NUL byte, a Chinese full stop
//! the byte 2), because no other text has them. All else is left to chardetng, the detector of Firefox, with the
//! language as a hint.

use super::encoding::{self, decode};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_16BE, UTF_16LE};
use std::path::Path;

/// An encoding that was guessed: its name as the WHATWG standard has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guessed(pub &'static str);

/// The share of usual characters in a text that may count as UTF-16.
const LEAST_USUAL: f64 = 0.95;
/// The share of bytes that may be control characters in a text of one byte a character; old files end with one.
const MOST_CONTROLS: f64 = 0.01;

/// Decodes a text and says by what encoding, where that was guessed.
///
/// # Errors
/// [`Error::Malformed`] for what is no text, with its place where there is one.
pub(super) fn decode_guessing(
    bytes: &[u8],
    path: &Path,
    lang: &Lang,
) -> Result<(String, Option<Guessed>)> {
    let refused = match decode(bytes, path) {
        Ok(text) => return Ok((text, unmarked_utf16(bytes))),
        Err(refused) => refused,
    };
    let marked = encoding::detect(bytes).1 > 0;
    let torn = is_torn_utf8(bytes) || is_damaged_utf8(bytes, lang);
    if marked || encoding::foreign_kind(bytes).is_some() || torn {
        return Err(refused);
    }
    let controls = bytes.iter().filter(|b| is_control(**b)).count();
    if controls > 0
        && let Some((text, encoding)) = utf16(bytes)
    {
        return Ok((text, Some(Guessed(encoding.name()))));
    }
    let nul = bytes.iter().position(|b| *b == 0);
    if nul.is_some() || controls as f64 > MOST_CONTROLS * bytes.len() as f64 {
        let first = nul.or_else(|| bytes.iter().position(|b| is_control(*b)));
        let (line, column) = encoding::line_column(&bytes[..first.unwrap_or(0)]);
        return Err(Error::malformed(
            Place::at(path, line, column),
            "this is not a text: it holds bytes that no text has",
            "give a text file, best in UTF-8",
        ));
    }
    code_page(bytes, lang)
        .map(|(text, encoding)| (text, Some(Guessed(encoding.name()))))
        .ok_or_else(|| {
            Error::malformed(
                Place::file(path),
                "the encoding of the text is not known",
                "save it as UTF-8 and try again",
            )
        })
}

/// The share of NUL bytes below which a text that is UTF-8 but for them is no UTF-16.
const FEWEST_NULS: f64 = 0.25;

/// Whether bytes are UTF-8 with some NULs in it. Of UTF-16 that could be UTF-8, about half are NULs.
fn is_torn_utf8(bytes: &[u8]) -> bool {
    let nuls = bytes.iter().filter(|b| **b == 0).count();
    let other_controls = bytes.iter().any(|b| *b != 0 && is_control(*b));
    nuls > 0
        && !other_controls
        && (nuls as f64) < FEWEST_NULS * bytes.len() as f64
        && std::str::from_utf8(bytes).is_ok()
}

/// The encoding of a text whose NUL bytes alone say that it is UTF-16.
fn unmarked_utf16(bytes: &[u8]) -> Option<Guessed> {
    match encoding::detect(bytes) {
        (encoding::Encoding::Utf16Le, 0) => Some(Guessed(UTF_16LE.name())),
        (encoding::Encoding::Utf16Be, 0) => Some(Guessed(UTF_16BE.name())),
        _ => None,
    }
}

/// How much the characters of several bytes in a text of UTF-8 must weigh for each place that cannot be UTF-8. In code pages
/// such characters come about by chance, and seldom: of 126,000 lines and words in windows-1254 and -1252, also in capitals, none weighs 2.
/// In GB18030 they are more frequent: of short stretches of 2 to 10 characters, 1 in 30,000 weighs 6 and 1 in 140 weighs 3.
const LEAST_WEIGHT: usize = 2;
const LEAST_WEIGHT_CHINESE: usize = 6;

/// Whether bytes are UTF-8 but for some places: a character that was cut through, or pasted from elsewhere.
fn is_damaged_utf8(bytes: &[u8], lang: &Lang) -> bool {
    let chinese = lang.is_chinese();
    // A character of three bytes hardly comes about by chance, nor does a letter of two: in a code page it would be one like Ã or Ä
    // before a mark.
    let weight = |c: char| match c.len_utf8() {
        1 => 0,
        2 if !chinese && is_common_letter(c) => 2,
        2 => 1,
        length => length,
    };
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().map(weight).sum::<usize>();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let least = if chinese {
        LEAST_WEIGHT_CHINESE
    } else {
        LEAST_WEIGHT
    };
    sound >= least * broken.max(1)
}

/// Letters and marks of western Europe, and the letters of Azerbaijani.
fn is_common_letter(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{ff}') || "əƏıİğĞşŞ".contains(c)
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// UTF-16 without a mark, in the order in which more of it looks like a text.
fn utf16(bytes: &[u8]) -> Option<(String, &'static Encoding)> {
    [UTF_16LE, UTF_16BE]
        .into_iter()
        .filter_map(|encoding| {
            let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
            let usual = text.chars().filter(|c| is_usual(*c)).count();
            let share = usual as f64 / text.chars().count().max(1) as f64;
            let whole = !text.chars().any(|c| u8::try_from(c).is_ok_and(is_control));
            (whole && share >= LEAST_USUAL).then(|| (share, text.into_owned(), encoding))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, text, encoding)| (text, encoding))
}

/// Latin, Cyrillic, general punctuation, Chinese characters and their punctuation.
fn is_usual(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{259}' | '\u{2bc}' | '\u{400}'..='\u{4ff}'
        | '\u{2010}'..='\u{203a}' | '\u{20ac}' | '\u{2116}' | '\u{3000}'..='\u{301f}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ff01}'..='\u{ff5e}')
}

/// A code page by the looks of the text; `None` where the text would hold what no text has.
fn code_page(bytes: &[u8], lang: &Lang) -> Option<(String, &'static Encoding)> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(domain(lang), Utf8Detection::Deny);
    // GB18030 holds all of GBK.
    let encoding = if found == GBK { GB18030 } else { found };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let broken = |c: char| matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}');
    (!text.contains(broken)).then(|| (text.into_owned(), encoding))
}

/// The domain of the Internet whose pages are mostly in this language: the detector's way to be told a language.
fn domain(lang: &Lang) -> Option<&'static [u8]> {
    match lang.primary().as_str() {
        "zh" if lang.script().as_deref() == Some("Hant") => Some(b"tw"),
        "zh" => Some(b"cn"),
        "az" | "tr" => Some(b"az"),
        _ => None,
    }
}
