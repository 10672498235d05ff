//! The one fold: what karvan does not tell apart when it compares texts.
//!
//! Left out are: case (Unicode simple case folding; for Azerbaijani and Turkish I/ı and İ/i by the Turkic
//! rules), composed and decomposed form (NFC), full and half width, kinds of quotation mark, apostrophe,
//! hyphen, dash and white space, zero-width characters and soft hyphens, and the Cyrillic look-alike ә.
//! Folding a folded text changes nothing.

use crate::lang::Lang;
use icu_casemap::CaseMapper;
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A folded text that knows where each of its characters came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each character of `text`: its first byte there, and the bytes of the original that it stands for.
    origin: Vec<(u32, Range<u32>)>,
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range of the original for a byte range of the folded text. Both ends of the answer lie on
    /// character borders of the original; an empty range answers with an empty one.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let first = self.character_at(folded.start);
        if folded.is_empty() {
            let at = self
                .origin
                .get(first)
                .map_or_else(|| self.end(), |(_, span)| span.start as usize);
            return at..at;
        }
        let last = self.character_at(folded.end - 1);
        match (self.origin.get(first), self.origin.get(last)) {
            (Some((_, a)), Some((_, b))) => a.start as usize..b.end as usize,
            _ => self.end()..self.end(),
        }
    }

    fn end(&self) -> usize {
        self.origin.last().map_or(0, |(_, span)| span.end as usize)
    }

    /// The index in `origin` of the character that holds byte `at` of the folded text.
    fn character_at(&self, at: usize) -> usize {
        match self
            .origin
            .binary_search_by_key(&at, |(start, _)| *start as usize)
        {
            Ok(found) => found,
            Err(next) if at >= self.text.len() => next,
            Err(next) => next.saturating_sub(1),
        }
    }
}

/// A character with the bytes of the original that it stands for.
type Placed = (char, Range<u32>);

/// Folds a text and keeps the way back. Texts of more than 4 GiB are cut there.
pub fn fold(text: &str, lang: &Lang) -> Folded {
    fold_plainly(text, lang).unwrap_or_else(|| fold_by_passes(text, lang))
}

/// [`fold`] for texts of plain characters, which is nearly every text; `None` for others.
fn fold_plainly(text: &str, lang: &Lang) -> Option<Folded> {
    let turkic = lang.is_turkic();
    let mut folded = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let end = u32::try_from(at + c.len_utf8()).ok()?;
        origin.push((folded.len() as u32, at as u32..end));
        folded.push(plain(c, turkic)?);
    }
    Some(Folded {
        text: folded,
        origin,
    })
}

/// What a character is folded into that composes with no other plain one; `None` where the passes must look at it.
fn plain(c: char, turkic: bool) -> Option<char> {
    Some(match c {
        'I' if turkic => 'ı',
        '\t'..='\r' | '\u{a0}' | '\u{3000}' => ' ',
        '`' | '‘' | '’' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '–' | '—' => '-',
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        'ç' | 'ə' | 'ğ' | 'ı' | 'ö' | 'ş' | 'ü' => c,
        'Ç' => 'ç',
        'Ə' => 'ə',
        'Ğ' => 'ğ',
        'İ' => 'i',
        'Ö' => 'ö',
        'Ş' => 'ş',
        'Ü' => 'ü',
        '、' | '。' | '《' | '》' | '\u{4e00}'..='\u{9fff}' => c,
        // Full width: the plain characters lie 0xfee0 before.
        '！'..='～' => plain(char::from((u32::from(c) - 0xfee0) as u8), turkic)?,
        _ => return None,
    })
}

fn fold_by_passes(text: &str, lang: &Lang) -> Folded {
    let mut characters: Vec<Placed> = text
        .char_indices()
        .take_while(|(at, _)| *at < u32::MAX as usize - 4)
        .map(|(at, c)| (c, at as u32..(at + c.len_utf8()) as u32))
        .collect();
    let turkic = lang.is_turkic();
    // One pass is enough for nearly every text; a second one shows that nothing changes any more.
    for _ in 0..MOST_PASSES {
        let next = pass(&characters, turkic);
        let stable =
            next.len() == characters.len() && next.iter().zip(&characters).all(|(a, b)| a.0 == b.0);
        characters = next;
        if stable {
            break;
        }
    }
    let mut folded = String::with_capacity(text.len());
    let origin = characters
        .into_iter()
        .map(|(c, span)| {
            let start = folded.len() as u32;
            folded.push(c);
            (start, span)
        })
        .collect();
    Folded {
        text: folded,
        origin,
    }
}

/// Case folding can undo NFC and NFC can bring back a capital; no text of Unicode needs more rounds than this.
const MOST_PASSES: usize = 8;

/// The folded text without the way back.
pub fn fold_text(text: &str, lang: &Lang) -> String {
    if text.is_ascii() && !lang.is_turkic() {
        return text
            .bytes()
            .map(|b| match b {
                b'\t'..=b'\r' => ' ',
                b'`' => '\'',
                _ => char::from(b.to_ascii_lowercase()),
            })
            .collect();
    }
    let turkic = lang.is_turkic();
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let Some(c) = plain(c, turkic) else {
            return fold_by_passes(text, lang).text;
        };
        folded.push(c);
    }
    folded
}

/// What "identical" means: NFC, trimmed, runs of white space made one blank.
pub fn normalize(text: &str) -> String {
    normalized(text).into_owned()
}

/// [`normalize`], without a copy where the text is so already.
pub fn normalized(text: &str) -> Cow<'_, str> {
    if is_normal(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.chars().all(is_composed) {
            out.push_str(word);
        } else {
            out.extend(word.nfc());
        }
    }
    Cow::Owned(out)
}

/// Whether a text is surely as [`normalize`] makes it.
fn is_normal(text: &str) -> bool {
    let mut blank = true;
    for c in text.chars() {
        if c == ' ' {
            if blank {
                return false;
            }
            blank = true;
        } else if !is_composed(c) || c.is_whitespace() {
            return false;
        } else {
            blank = false;
        }
    }
    !blank || text.is_empty()
}

/// Whether a character is itself under NFC whatever stands beside it that is so too: letters and marks of Latin and its
/// extensions, Cyrillic, general punctuation, and the common Han characters with their marks.
fn is_composed(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{2ff}'
            | '\u{400}'..='\u{482}'
            | '\u{2010}'..='\u{2027}'
            | '\u{3000}'..='\u{3029}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ff01}'..='\u{ff9d}'
    )
}

fn pass(characters: &[Placed], turkic: bool) -> Vec<Placed> {
    let mut unified = Vec::with_capacity(characters.len());
    for (c, span) in compose(characters) {
        unify(c, |mapped| unified.push((mapped, span.clone())));
    }
    let mapper = CaseMapper::new();
    let mut out: Vec<Placed> = Vec::with_capacity(unified.len());
    for (c, span) in compose(&unified) {
        let c = match c {
            'İ' => 'i',
            c if turkic => mapper.simple_fold_turkic(c),
            c => mapper.simple_fold(c),
        };
        match out.last_mut() {
            // `İ` in small letters outside the Turkic rules is i + COMBINING DOT ABOVE.
            Some(last) if c == '\u{307}' && last.0 == 'i' => last.1.end = span.end,
            _ => out.push((c, span)),
        }
    }
    out
}

/// NFC over characters with places. A composed character stands for the whole group that it was made of.
fn compose(characters: &[Placed]) -> Vec<Placed> {
    let begins_group = |c: char| {
        canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
    };
    let mut out = Vec::with_capacity(characters.len());
    let mut rest = characters;
    while !rest.is_empty() {
        let length = 1 + rest[1..]
            .iter()
            .take_while(|(c, _)| !begins_group(*c))
            .count();
        let (group, after) = rest.split_at(length);
        rest = after;
        if length == 1 && begins_group(group[0].0) {
            out.push(group[0].clone());
        } else {
            let whole = group[0].1.start..group[length - 1].1.end;
            out.extend(
                group
                    .iter()
                    .map(|(c, _)| *c)
                    .nfc()
                    .map(|c| (c, whole.clone())),
            );
        }
    }
    out
}

/// One character to what it is folded into before case: nothing, itself or its plain form.
fn unify(c: char, mut emit: impl FnMut(char)) {
    match c {
        '\0'..='\u{7f}' => emit(match c {
            '\t'..='\r' => ' ',
            '`' => '\'',
            _ => c,
        }),
        'ə' | 'ә' => emit('ə'),
        'Ə' | 'Ә' => emit('Ə'),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '「' | '」' | '『' | '』' | '〝' | '〞'
        | '＂' | '｢' | '｣' => emit('"'),
        '‘' | '’' | '‚' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '´' | '‹' | '›' | '＇' | '｀' =>
        {
            emit('\'');
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '﹣' => emit('-'),
        c if is_ignorable(c) => {}
        c if c.is_whitespace() => emit(' '),
        '\u{ff00}'..='\u{ffef}' => {
            unicode_normalization::char::decompose_compatible(c, emit);
        }
        c => emit(c),
    }
}

/// Characters that have no width and no meaning of their own in a comparison.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    /// The rule without the short cuts.
    fn normalize_by_tables(text: &str) -> String {
        let words: Vec<String> = text
            .split_whitespace()
            .map(|word| word.nfc().collect())
            .collect();
        words.join(" ")
    }

    #[test]
    fn composed_characters_stay_beside_one_another() {
        let composed: Vec<char> = (char::MIN..=char::MAX)
            .filter(|c| is_composed(*c))
            .collect();
        let kept = |text: &str| text.nfc().collect::<String>() == text;
        assert!(composed.iter().all(|c| kept(&c.to_string())));
        // None of them combines with what stands before it.
        assert!(
            composed
                .iter()
                .all(|c| kept(&format!("e{c}")) && kept(&format!("が{c}")))
        );
        assert!(kept(&composed.iter().collect::<String>()));
    }

    #[test]
    fn what_is_not_told_apart() {
        for (tag, text, folded) in [
            ("az", "İstanbul IĞDIR", "istanbul ığdır"),
            ("az", "i\u{307}", "i"),
            ("az", "I\u{307}qtisadi", "iqtisadi"),
            ("en", "Istanbul İstanbul", "istanbul istanbul"),
            ("az", "Бакıda әn Әn", "бакıda ən ən"),
            ("az", "o\u{308}lkə", "ölkə"),
            ("zh", "ＢＲＩ（2025）", "bri(2025)"),
            ("zh", "“一带一路”", "\"一带一路\""),
            ("en", "don’t — stop", "don't - stop"),
            (
                "en",
                "co\u{ad}operation\u{a0}and\u{3000}peace",
                "cooperation and peace",
            ),
            ("en", "zero\u{200b}width", "zerowidth"),
            ("az", "«Bakı» „Gəncə“", "\"bakı\" \"gəncə\""),
            ("az", "24‑cü 24–cü", "24-cü 24-cü"),
        ] {
            assert_eq!(fold(text, &lang(tag)).text(), folded, "{text}");
            assert_eq!(fold_text(text, &lang(tag)), folded, "{text}");
        }
    }

    #[test]
    fn offsets_lead_back_to_the_original() {
        let text = "Çox o\u{308}lkə ＡＢ";
        let folded = fold(text, &lang("az"));
        let at = folded.text().find("ölkə").unwrap();
        assert_eq!(&text[folded.original(at..at + "ölkə".len())], "o\u{308}lkə");
        let at = folded.text().find("ab").unwrap();
        assert_eq!(&text[folded.original(at..at + 2)], "ＡＢ");
    }

    #[test]
    fn normal_form_keeps_case_and_marks() {
        assert_eq!(normalize("  A\u{a0}\n B,  “o\u{308}”"), "A B, “ö”");
    }

    /// Any characters, with those that the fold treats made likely.
    fn texts() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                any::<char>(),
                proptest::sample::select(
                    "iIİıəƏәӘ\u{307}\u{308}\u{323}\u{ad}\u{200b}–’”ＡＢ。，中文çÇğĞǅßẞΣς\u{345}\u{3099}ｶﾞ"
                        .chars()
                        .collect::<Vec<_>>()
                ),
            ],
            0..24,
        )
        .prop_map(|characters| characters.into_iter().collect())
    }

    #[test]
    fn plain_characters_are_folded_as_by_the_passes() {
        for tag in ["en", "az"] {
            let lang = lang(tag);
            for c in '\0'..=char::MAX {
                if let Some(folded) = plain(c, lang.is_turkic()) {
                    let text = format!("i{c}ə{c}I");
                    let whole = fold_by_passes(&text, &lang);
                    assert_eq!(fold(&text, &lang), whole, "{c:?}");
                    assert_eq!(whole.text.chars().nth(1), Some(folded), "{c:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn normalizing_takes_no_short_cut_that_shows(text in "[ \\ta-eəü的，。e\u{301}\u{327}가ᄀ\u{1161}\u{a0}\u{3000}ｅ]{0,12}") {
            prop_assert_eq!(normalize(&text), normalize_by_tables(&text));
        }

        #[test]
        fn plain_or_not_makes_no_difference(text in texts(), tag in proptest::sample::select(vec!["en", "az", "zh"])) {
            let lang = lang(tag);
            prop_assert_eq!(fold(&text, &lang), fold_by_passes(&text, &lang));
            prop_assert_eq!(fold_text(&text, &lang), fold_by_passes(&text, &lang).text);
        }

        #[test]
        fn folding_twice_changes_nothing(text in texts(), tag in proptest::sample::select(vec!["en", "az", "zh"])) {
            let lang = lang(tag);
            let once = fold_text(&text, &lang);
            prop_assert_eq!(fold_text(&once, &lang), once.clone());
            prop_assert_eq!(fold(&text, &lang).text().to_owned(), once);
        }

        #[test]
        fn offsets_map_onto_character_borders(text in texts(), tag in proptest::sample::select(vec!["en", "az", "zh"])) {
            let folded = fold(&text, &lang(tag));
            let borders: Vec<usize> =
                folded.text().char_indices().map(|(at, _)| at).chain([folded.text().len()]).collect();
            let mut last = 0;
            for pair in borders.windows(2) {
                let range = folded.original(pair[0]..pair[1]);
                prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
                prop_assert!(range.start < range.end);
                prop_assert!(range.start >= last || range.end >= last);
                last = range.start;
            }
            let all = folded.original(0..folded.text().len());
            prop_assert!(text.is_char_boundary(all.start) && text.is_char_boundary(all.end));
        }

        #[test]
        fn canonically_equal_texts_fold_alike(text in texts(), tag in proptest::sample::select(vec!["en", "az"])) {
            let lang = lang(tag);
            let decomposed: String = text.nfd().collect();
            let composed: String = text.nfc().collect();
            prop_assert_eq!(fold_text(&decomposed, &lang), fold_text(&composed, &lang));
        }
    }
}
