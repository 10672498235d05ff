//! Numbers in several words: `two hundred and fifty`, `üç min beş yüz`.

use crate::lang::Lang;
use crate::text::numbers::{FoundNumber, Number, number_word, scale_word};
use crate::text::{Token, TokenKind, fold_text, tokenize};

/// What a word adds to a number.
enum Part {
    /// Less than a hundred.
    Small(u64),
    Hundred,
    /// A power of ten from a thousand on.
    Scale(u64),
}

/// The numbers of English and Azerbaijani words that hold a hundred or a scale, in order.
pub(super) fn compounds(text: &str, lang: &Lang) -> Vec<FoundNumber> {
    let joins = lang.primary() == "en";
    let tokens = tokenize(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (found, next) = compound(text, &tokens, at, lang, joins);
        out.extend(found);
        at = next;
    }
    out
}

/// The number that begins at a token, and the token after it. `joins`: an `and` may stand inside.
fn compound(
    text: &str,
    tokens: &[Token],
    from: usize,
    lang: &Lang,
    joins: bool,
) -> (Option<FoundNumber>, usize) {
    let (mut whole, mut below, mut large) = (0_u64, 0_u64, false);
    let (mut at, mut end) = (from, from);
    while let Some(token) = tokens.get(at) {
        let word = token.text(text);
        let between = word == "-" || joins && word.eq_ignore_ascii_case("and");
        if between && end > from && end == at {
            at += 1;
            continue;
        }
        let Some(part) = part(token, text, lang) else {
            break;
        };
        match part {
            // Tens take ones, hundreds take both; anything else begins another number.
            Part::Small(n) if fits(below, n, lang) => below += n,
            Part::Hundred if below < 100 && (below > 0 || end == from || whole > 0) => {
                below = below.max(1) * 100;
                large = true;
            }
            Part::Scale(scale) if whole == 0 || whole.is_multiple_of(scale.saturating_mul(10)) => {
                whole = whole.saturating_add(below.max(1).saturating_mul(scale));
                below = 0;
                large = true;
            }
            _ => break,
        }
        at += 1;
        end = at;
    }
    if end == from {
        return (None, from + 1);
    }
    let found = (large && end > from + 1).then(|| FoundNumber {
        span: tokens[from].span.start..tokens[end - 1].span.end,
        value: Number::new(whole.saturating_add(below), 0),
    });
    (found, end)
}

fn fits(below: u64, n: u64, lang: &Lang) -> bool {
    let tens = if lang.primary() == "az" { 10 } else { 20 };
    below.is_multiple_of(100) || n < 10 && below.is_multiple_of(10) && below % 100 >= tens
}

fn part(token: &Token, text: &str, lang: &Lang) -> Option<Part> {
    if token.kind != TokenKind::Word {
        return None;
    }
    let word = token.text(text);
    if let Some((power, _)) = scale_word(word, lang) {
        return Some(Part::Scale(10_u64.checked_pow(u32::try_from(power).ok()?)?));
    }
    number_word(&fold_text(word, lang), lang).map(|n| match n {
        100 => Part::Hundred,
        n => Part::Small(n),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_several_words() {
        for (tag, text, values) in [
            ("en", "two hundred and fifty people", &[250][..]),
            ("en", "a hundred and one days", &[101]),
            ("en", "three thousand five hundred", &[3_500]),
            ("en", "twenty-one thousand and six", &[21_006]),
            ("en", "one million two hundred thousand", &[1_200_000]),
            ("en", "five and six", &[]),
            ("en", "two hundred, three hundred", &[200, 300]),
            ("en", "nineteen eighty", &[]),
            ("az", "iki yüz əlli nəfər", &[250]),
            ("az", "üç min beş yüz on dörd", &[3_514]),
            ("az", "beş min", &[5_000]),
        ] {
            let found: Vec<u64> = compounds(text, &Lang::stored(tag))
                .iter()
                .filter_map(|found| found.value.whole())
                .collect();
            assert_eq!(found, values, "{text}");
        }
    }
}
