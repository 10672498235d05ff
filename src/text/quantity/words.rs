//! What the words of an English or Azerbaijani text say in numbers: `two hundred and fifty`, `üç min beş yüz`, the
//! `twenty-first`, `twice`. A word of a longer number says nothing by itself: there is no 20 in `twenty-five`.

use super::mentions::{Form, Mention};
use super::{QuantityKind, spoken};
use crate::lang::Lang;
use crate::text::harmony::is_ending;
use crate::text::numbers::{Number, number_words, scale_word};
use crate::text::{Token, TokenKind, fold_text, tokenize};
use std::ops::Range;

/// The numbers in words, in order. What a single word may say stands in the readings: `third` is an ordinal or a part.
pub(super) fn words(text: &str, lang: &Lang) -> Vec<Mention> {
    let reader = Reader {
        text,
        tokens: &tokenize(text),
        lang,
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(token) = reader.tokens.get(at) {
        if token.kind == TokenKind::Number {
            // The scale of a figure is no number of its own.
            at += 1;
            while reader.scale(at).is_some() {
                at += 1;
            }
        } else if let Some((span, value, next)) = reader.compound(at) {
            out.push(mention(span, value, Vec::new()));
            at = next;
        } else {
            if let [value, readings @ ..] = &reader.single(token)[..] {
                out.push(mention(token.span.clone(), *value, readings.to_vec()));
            }
            at += 1;
        }
    }
    share_scales(text, &mut out);
    out
}

pub(super) fn mention(span: Range<usize>, value: Number, readings: Vec<Number>) -> Mention {
    Mention {
        span,
        kind: QuantityKind::Number,
        form: Form::Words,
        value,
        readings,
    }
}

/// `two or three million`: the scale may hold for both.
fn share_scales(text: &str, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (left, right) = mentions.split_at_mut(at);
        let (Some(left), right) = (left.last_mut(), &right[0]) else {
            continue;
        };
        let gap = text
            .get(left.span.end..right.span.start)
            .unwrap_or_default();
        let small = left.value.whole().is_some_and(|n| n < 1_000);
        if !small || gap.len() > 12 {
            continue;
        }
        let power = [12, 9, 6, 3, 2].into_iter().find(|power| {
            let unit = Number::new(1, *power).whole();
            right
                .value
                .whole()
                .zip(unit)
                .is_some_and(|(n, unit)| n > 0 && n.is_multiple_of(unit))
        });
        left.readings
            .extend(power.map(|power| left.value.scaled(power)));
    }
}

/// What a word adds to a number.
enum Part {
    /// Less than a hundred.
    Small(u64),
    Hundred,
    /// A power of ten from a thousand on.
    Scale(u64),
}

impl Part {
    fn of(n: u64) -> Self {
        match n {
            0..100 => Self::Small(n),
            100 => Self::Hundred,
            n => Self::Scale(n),
        }
    }
}

/// A number as far as it was read.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// The thousands and more.
    whole: u64,
    /// What a scale may still multiply.
    below: u64,
    /// Whether a hundred or a scale stands in it.
    large: bool,
    /// How many words it has.
    words: usize,
    /// The token after it.
    next: usize,
}

impl Sum {
    /// The number with one more part; `None` where another number begins.
    fn with(self, part: &Part, turkic: bool) -> Option<Self> {
        let mut sum = self;
        match *part {
            // Tens take ones, hundreds take both.
            Part::Small(n) if fits(self.below, n, turkic) => sum.below += n,
            Part::Hundred
                if self.below < 100 && (self.below > 0 || self.words == 0 || self.whole > 0) =>
            {
                sum.below = self.below.max(1) * 100;
                sum.large = true;
            }
            Part::Scale(scale)
                if self.whole == 0 || self.whole.is_multiple_of(scale.saturating_mul(10)) =>
            {
                let times = self.below.max(1).saturating_mul(scale);
                sum.whole = self.whole.saturating_add(times);
                sum.below = 0;
                sum.large = true;
            }
            _ => return None,
        }
        sum.words += 1;
        Some(sum)
    }
}

fn fits(below: u64, n: u64, turkic: bool) -> bool {
    let tens = if turkic { 10 } else { 20 };
    below.is_multiple_of(100) || n < 10 && below.is_multiple_of(10) && below % 100 >= tens
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    lang: &'a Lang,
}

impl Reader<'_> {
    fn is_turkic(&self) -> bool {
        self.lang.primary() == "az"
    }

    fn word(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at)?;
        (token.kind == TokenKind::Word).then(|| token.text(self.text))
    }

    fn scale(&self, at: usize) -> Option<i16> {
        scale_word(self.word(at)?, self.lang).map(|(power, _)| power)
    }

    /// The number of at least two words that begins at a token: its bytes, its value and the token after it.
    fn compound(&self, from: usize) -> Option<(Range<usize>, Number, usize)> {
        let mut sum = Sum {
            next: from,
            ..Sum::default()
        };
        // What was read before a part that a scale may take away again.
        let mut before = None;
        let mut at = from;
        loop {
            let token = self.tokens.get(at).map(|token| token.text(self.text));
            let joins = token == Some("-")
                || sum.large
                    && !self.is_turkic()
                    && token.is_some_and(|w| w.eq_ignore_ascii_case("and"));
            if joins && sum.words > 0 && at == sum.next {
                at += 1;
                continue;
            }
            let Some((n, is_last)) = self
                .word(at)
                .and_then(|word| self.read(word, sum.words > 0))
            else {
                break;
            };
            let part = Part::of(n);
            let Some(mut longer) = sum.with(&part, self.is_turkic()) else {
                // `two hundred and three hundred`: the three belongs to what follows.
                if !matches!(part, Part::Small(_)) {
                    sum = before.unwrap_or(sum);
                }
                break;
            };
            longer.next = at + 1;
            before = matches!(part, Part::Small(_))
                .then_some(sum)
                .filter(|sum| sum.words > 0);
            sum = longer;
            at = sum.next;
            if is_last {
                break;
            }
        }
        let end = self.tokens.get(sum.next.checked_sub(1)?)?.span.end;
        let value = Number::new(sum.whole.saturating_add(sum.below), 0);
        (sum.words > 1).then(|| (self.tokens[from].span.start..end, value, sum.next))
    }

    /// The number that a word is, and whether its form ends the number: an ordinal, a case. `inside`: words of the
    /// same number stand before it.
    fn read(&self, word: &str, inside: bool) -> Option<(u64, bool)> {
        if let Some((power, length)) = scale_word(word, self.lang) {
            let scale = 10_u64.checked_pow(u32::try_from(power).ok()?)?;
            return Some((scale, length < word.len()));
        }
        let folded = fold_text(word, self.lang);
        let named = |name: &str| {
            let table = number_words(self.lang).iter();
            table.clone().find(|(n, _)| *n == name).map(|(_, v)| *v)
        };
        if let Some(n) = named(&folded) {
            return Some((n, false));
        }
        if !self.is_turkic() {
            return named(&english_cardinal(&folded)?).map(|n| (n, true));
        }
        if spoken::is_no_number(&folded) {
            return None;
        }
        number_words(self.lang).iter().find_map(|(name, n)| {
            let ending = folded.strip_prefix(name)?;
            let ordinal = ending
                .trim_start_matches(['ı', 'i', 'u', 'ü'])
                .starts_with("nc");
            // `onun`, `ondan`: he, not ten.
            let case = (inside || *name != "on") && is_ending(ending, name);
            (ordinal || case).then_some((*n, true))
        })
    }

    /// Everything that a word by itself may say.
    fn single(&self, token: &Token) -> Vec<Number> {
        if token.kind != TokenKind::Word {
            return Vec::new();
        }
        let word = token.text(self.text);
        match self.read(word, false) {
            Some((n, _)) => vec![Number::new(n, 0)],
            None => spoken::of_word(&fold_text(word, self.lang), self.lang)
                .map(|n| Number::new(n, 0))
                .collect(),
        }
    }
}

/// The number word of an English ordinal: `twenty` of `twentieth`.
fn english_cardinal(ordinal: &str) -> Option<String> {
    let irregular = match ordinal {
        "first" => "one",
        "second" => "two",
        "third" => "three",
        "fifth" => "five",
        "eighth" => "eight",
        "ninth" => "nine",
        "twelfth" => "twelve",
        _ => "",
    };
    if !irregular.is_empty() {
        return Some(irregular.to_owned());
    }
    match ordinal.strip_suffix("ieth") {
        Some(tens) => Some(format!("{tens}y")),
        None => ordinal.strip_suffix("th").map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        for (tag, text, values) in [
            ("en", "two hundred and fifty people", &[250][..]),
            ("en", "a hundred and one days", &[101]),
            ("en", "three thousand five hundred", &[3_500]),
            ("en", "twenty-one thousand and six", &[21_006]),
            ("en", "one million two hundred thousand", &[1_200_000]),
            ("en", "five and six", &[5, 6]),
            ("en", "two hundred, three hundred", &[200, 300]),
            ("en", "two hundred and three hundred", &[200, 300]),
            ("en", "nineteen eighty", &[19, 80]),
            ("en", "the one hundred and fiftieth day", &[150]),
            ("en", "the twenty-first, then the second", &[21, 2]),
            ("en", "3.5 million", &[]),
            ("az", "iki yüz əlli nəfər", &[250]),
            ("az", "iki yüz əllidən çox", &[250]),
            ("az", "üç min beş yüz on dörd", &[3_514]),
            ("az", "iki yüz üç yüz nəfər", &[200, 300]),
            ("az", "beş min", &[5_000]),
            ("az", "otuz beşinci görüş onun üçün", &[35]),
        ] {
            let found: Vec<u64> = words(text, &Lang::stored(tag))
                .iter()
                .filter_map(|found| found.value.whole())
                .collect();
            assert_eq!(found, values, "{text}");
        }
    }

    #[test]
    fn a_scale_may_hold_for_two() {
        let found = words("two or three million", &Lang::stored("en"));
        assert!(found[0].may_be(Number::new(2, 6)), "{found:?}");
    }
}
