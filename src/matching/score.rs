//! The score of a match: the one published function (`docs/score.md`).
//!
//! `100 · (1 − cost / weight)`: the cost of the cheapest way to edit one text's tokens into the other's, over the
//! larger of the two weights. 100 is for identical texts only (code points after NFC, trimming and running
//! blanks together); all else is 99 at most. Wagner and Fischer 1974, with graded substitution costs.

use crate::lang::Lang;
use crate::text::{TokenKind, figure, fold_text, normalize, stem, tokenize};
use std::ops::{Range, RangeInclusive};

/// What the steps of an edit script cost. A whole token costs its weight (`TokenKind::weight`).
pub mod costs {
    /// The same token in another case, width or form of mark: `Visit` and `visit`, `“` and `"`.
    pub const FOLDED: u32 = 2;
    /// The same folded mark written otherwise: `“` and `"`.
    pub const FOLDED_MARK: u32 = 1;
    /// Another inflected form of one stem: `səfərin` and `səfərdən`.
    pub const STEM: u32 = 4;
    /// Another number.
    pub const NUMBER: u32 = 5;
    /// Another punctuation mark.
    pub const MARK: u32 = 2;
}

/// A text made ready for scoring.
#[derive(Debug, Clone)]
pub struct Prepared {
    normalized: String,
    tokens: Vec<Prep>,
    weight: u32,
}

#[derive(Debug, Clone)]
struct Prep {
    kind: TokenKind,
    span: Range<usize>,
    folded: String,
    stem: String,
}

impl Prepared {
    /// Prepares a text in a language.
    pub fn new(text: &str, lang: &Lang) -> Self {
        let normalized = normalize(text);
        let tokens: Vec<Prep> = tokenize(&normalized)
            .into_iter()
            .map(|token| {
                let folded = fold_text(token.text(&normalized), lang);
                let stem = match token.kind {
                    TokenKind::Word => stem(&folded, lang).into_owned(),
                    TokenKind::Number => figure(&folded).to_owned(),
                    TokenKind::Han | TokenKind::Punctuation => String::new(),
                };
                Prep {
                    kind: token.kind,
                    span: token.span,
                    folded,
                    stem,
                }
            })
            .collect();
        let weight = tokens
            .iter()
            .map(|t| t.kind.weight())
            .fold(0, u32::saturating_add);
        Self {
            normalized,
            tokens,
            weight,
        }
    }

    /// A text of which every character counts, for [`diff`] alone: what stands between its tokens is a token too.
    pub fn exact(text: &str) -> Self {
        let as_it_is = |kind: TokenKind, span: Range<usize>| Prep {
            kind,
            folded: text[span.clone()].to_owned(),
            stem: text[span.clone()].to_owned(),
            span,
        };
        let mut tokens = Vec::new();
        let mut at = 0;
        let end = text.len()..text.len();
        let spans = tokenize(text).into_iter().map(|t| (t.kind, t.span));
        for (kind, span) in spans.chain(std::iter::once((TokenKind::Punctuation, end))) {
            let between = text[at..span.start].char_indices();
            tokens.extend(between.map(|(n, c)| {
                let start = at + n;
                as_it_is(TokenKind::Punctuation, start..start + c.len_utf8())
            }));
            at = span.end;
            if !span.is_empty() {
                tokens.push(as_it_is(kind, span));
            }
        }
        let weight = tokens.iter().map(|t| t.kind.weight());
        let weight = weight.fold(0, u32::saturating_add);
        Self {
            normalized: text.to_owned(),
            tokens,
            weight,
        }
    }

    /// The text in normal form; the spans of [`Step`] point into it.
    pub fn text(&self) -> &str {
        &self.normalized
    }

    /// The sum of the weights of its tokens.
    pub fn weight(&self) -> u32 {
        self.weight
    }

    /// The number of its tokens.
    pub fn tokens(&self) -> usize {
        self.tokens.len()
    }

    /// A token.
    pub(super) fn token(&self, n: usize) -> TokenView<'_> {
        let token = &self.tokens[n];
        TokenView {
            kind: token.kind,
            written: &self.normalized[token.span.clone()],
            folded: &token.folded,
            stem: &token.stem,
        }
    }
}

/// A score, exact: `100 · (weight − cost) / weight`, at most 99 unless the texts are identical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// What the edit script costs.
    pub cost: u32,
    /// The larger of the two weights.
    pub weight: u32,
    /// Whether the texts are identical.
    pub identical: bool,
}

impl Score {
    /// 0 to 100.
    pub fn value(self) -> f64 {
        if self.identical {
            return 100.0;
        }
        if self.weight == 0 {
            return 0.0;
        }
        let whole =
            100.0 * f64::from(self.weight.saturating_sub(self.cost)) / f64::from(self.weight);
        whole.min(99.0)
    }
}

/// One step of the cheapest edit script. Spans are byte ranges of the two normalized texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The query's token; `None`: the unit has one more.
    pub query: Option<Range<usize>>,
    /// The unit's token; `None`: the query has one more.
    pub unit: Option<Range<usize>>,
    /// What it costs; 0 where the tokens are the same.
    pub cost: u32,
}

/// The score of a unit for a query. Symmetric.
pub fn score(query: &Prepared, unit: &Prepared) -> Score {
    let identical = query.normalized == unit.normalized;
    Score {
        cost: if identical {
            0
        } else {
            distance(query, unit, u32::MAX).unwrap_or(u32::MAX)
        },
        weight: query.weight.max(unit.weight),
        identical,
    }
}

/// The score if it is at least `min` (0 to 100), found without finishing hopeless ones.
pub fn score_at_least(query: &Prepared, unit: &Prepared, min: f64) -> Option<Score> {
    let weight = query.weight.max(unit.weight);
    let identical = query.normalized == unit.normalized;
    let cost = if identical {
        0
    } else {
        distance(query, unit, most_cost(weight, min))?
    };
    let score = Score {
        cost,
        weight,
        identical,
    };
    (score.value() >= min).then_some(score)
}

/// The largest cost that can still reach `min`, rounded up: the exact test is made on the score itself. A cost
/// beyond the weight scores 0, which only 0 asks for.
pub(super) fn most_cost(weight: u32, min: f64) -> u32 {
    if min <= 0.0 {
        return u32::MAX;
    }
    (f64::from(weight) * (100.0 - min.clamp(0.0, 100.0)) / 100.0).ceil() as u32
}

/// The weights that a text must have to reach `min` for a query of this weight: an edit script costs at least the
/// difference of the weights.
pub fn weight_window(weight: u32, min: f64) -> RangeInclusive<u32> {
    let share = (min / 100.0).clamp(0.0, 1.0);
    let low = (f64::from(weight) * share).floor() as u32;
    let high = if share > 0.0 {
        (f64::from(weight) / share).ceil().min(f64::from(u32::MAX)) as u32
    } else {
        u32::MAX
    };
    low..=high
}

/// A token as the costs see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct TokenView<'a> {
    pub(super) kind: TokenKind,
    /// As it is written, in normal form.
    pub(super) written: &'a str,
    pub(super) folded: &'a str,
    /// The stem of a word, the figure of a number; of no meaning for the others.
    pub(super) stem: &'a str,
}

/// What it costs to write one token for another.
pub(super) fn substitution(x: &TokenView<'_>, y: &TokenView<'_>) -> u32 {
    if x.kind != y.kind {
        return unrelated(x.kind, y.kind);
    }
    if x.written == y.written {
        return 0;
    }
    let same_fold = x.folded == y.folded;
    match x.kind {
        TokenKind::Punctuation if same_fold => costs::FOLDED_MARK,
        _ if same_fold => costs::FOLDED,
        TokenKind::Word if x.stem == y.stem => costs::STEM,
        // The same figure with another ending.
        TokenKind::Number if x.stem == y.stem => costs::FOLDED,
        _ => unrelated(x.kind, y.kind),
    }
}

/// What it costs to write a token for another one that it has nothing in common with but perhaps its kind.
pub(super) fn unrelated(x: TokenKind, y: TokenKind) -> u32 {
    match (x, y) {
        (TokenKind::Number, TokenKind::Number) => costs::NUMBER,
        (TokenKind::Punctuation, TokenKind::Punctuation) => costs::MARK,
        _ => x.weight().max(y.weight()),
    }
}

/// Two rows of tokens as the cheapest edit script sees them: lengths, weights, and what one costs for another.
pub(super) trait Pair {
    /// How many tokens each side has.
    fn lengths(&self) -> (usize, usize);
    /// The weight of a token of the first side.
    fn first(&self, i: usize) -> u32;
    /// The weight of a token of the second side.
    fn second(&self, j: usize) -> u32;
    /// What it costs to write one for the other; 0 only for the same token.
    fn cost(&self, i: usize, j: usize) -> u32;
}

/// Two prepared texts.
struct Texts<'a>(&'a Prepared, &'a Prepared);

impl Pair for Texts<'_> {
    fn lengths(&self) -> (usize, usize) {
        (self.0.tokens.len(), self.1.tokens.len())
    }
    fn first(&self, i: usize) -> u32 {
        self.0.tokens[i].kind.weight()
    }
    fn second(&self, j: usize) -> u32 {
        self.1.tokens[j].kind.weight()
    }
    fn cost(&self, i: usize, j: usize) -> u32 {
        substitution(&self.0.token(i), &self.1.token(j))
    }
}

/// What is left of two texts without their equal beginnings and ends, which cost nothing in a cheapest script and
/// need no table: after `head` tokens, `n` of the one and `m` of the other.
struct Middle {
    head: usize,
    n: usize,
    m: usize,
}

fn middle(pair: &impl Pair) -> Middle {
    let (a, b) = pair.lengths();
    let head = (0..a.min(b)).take_while(|n| pair.cost(*n, *n) == 0).count();
    let (n, m) = (a - head, b - head);
    let tail = (0..n.min(m))
        .take_while(|k| pair.cost(a - 1 - k, b - 1 - k) == 0)
        .count();
    Middle {
        head,
        n: n - tail,
        m: m - tail,
    }
}

fn distance(a: &Prepared, b: &Prepared, most: u32) -> Option<u32> {
    if a.weight.abs_diff(b.weight) > most {
        return None;
    }
    cheapest(&Texts(a, b), most, &mut Vec::new())
}

/// More than any script costs, and far enough from the end of the numbers to be added to.
const BEYOND: u32 = u32::MAX / 4;

/// The cost of the cheapest edit script, `None` as soon as it is sure to be more than `most`. `room` is to work in.
///
/// To reach a cell of the table costs at least what the two beginnings differ in weight, so only a band of cells is
/// worked out (Ukkonen 1985, with weights).
pub(super) fn cheapest(pair: &impl Pair, most: u32, room: &mut Vec<u32>) -> Option<u32> {
    let Middle { head, n, m } = middle(pair);
    room.clear();
    room.resize(2 * (m + 1), BEYOND);
    let (row, sums) = room.split_at_mut(m + 1);
    sums[0] = 0;
    for j in 0..m {
        sums[j + 1] = sums[j].saturating_add(pair.second(head + j));
    }
    let (mut low, mut high) = (0, 0);
    while high <= m && sums[high] <= most {
        row[high] = sums[high];
        high += 1;
    }
    let mut sum = 0u32;
    for i in 0..n {
        let gap = pair.first(head + i);
        sum = sum.saturating_add(gap);
        while low <= m && sums[low].saturating_add(most) < sum {
            low += 1;
        }
        while high <= m && sums[high] <= sum.saturating_add(most) {
            row[high] = BEYOND;
            high += 1;
        }
        let mut least = BEYOND;
        let (mut corner, mut left) = (BEYOND, BEYOND);
        if low > 0 {
            corner = row[low - 1];
            // Nothing of an earlier row is to be seen from the next one.
            row[low - 1] = BEYOND;
        }
        for (j, cell) in row.iter_mut().enumerate().take(high).skip(low) {
            let above = *cell;
            let mut cost = above + gap;
            if j > 0 {
                cost = cost
                    .min(corner + pair.cost(head + i, head + j - 1))
                    .min(left + pair.second(head + j - 1));
            }
            corner = above;
            left = cost.min(BEYOND);
            *cell = left;
            least = least.min(left);
        }
        if least > most {
            return None;
        }
    }
    let cost = row[m];
    (cost <= most && cost < BEYOND).then_some(cost)
}

/// Tables of more cells than this are not made for showing a difference: the middle is then one exchange.
const MOST_CELLS: usize = 1 << 26;

/// The cheapest edit script, token by token. Among equally cheap ones, the one that keeps tokens in pairs. Of texts
/// of many thousand tokens that differ widely, only the equal beginning and end are paired.
pub fn diff(query: &Prepared, unit: &Prepared) -> Vec<Step> {
    let Middle { head, n, m } = middle(&Texts(query, unit));
    let pair = |i: usize, j: usize, cost: u32| Step {
        query: Some(query.tokens[i].span.clone()),
        unit: Some(unit.tokens[j].span.clone()),
        cost,
    };
    let mut steps: Vec<Step> = (0..head).map(|k| pair(k, k, 0)).collect();
    steps.extend(diff_middle(
        query,
        unit,
        head..head + n,
        head..head + m,
        &pair,
    ));
    let tail = query.tokens.len() - head - n;
    steps.extend((0..tail).map(|k| pair(head + n + k, head + m + k, 0)));
    steps
}

fn diff_middle(
    query: &Prepared,
    unit: &Prepared,
    a: Range<usize>,
    b: Range<usize>,
    pair: &dyn Fn(usize, usize, u32) -> Step,
) -> Vec<Step> {
    let gap = |text: &Prepared, at: usize| text.tokens[at].kind.weight();
    let only_query = |i: usize| Step {
        query: Some(query.tokens[i].span.clone()),
        unit: None,
        cost: gap(query, i),
    };
    let only_unit = |j: usize| Step {
        query: None,
        unit: Some(unit.tokens[j].span.clone()),
        cost: gap(unit, j),
    };
    let width = b.len() + 1;
    if (a.len() + 1).saturating_mul(width) > MOST_CELLS {
        return b.map(only_unit).chain(a.map(only_query)).collect();
    }
    let table = cost_table(query, unit, &a, &b);
    let mut steps = Vec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 || j > 0 {
        let here = table[i * width + j];
        let (at_query, at_unit) = (a.start + i, b.start + j);
        let written = |cost: u32| here == table[(i - 1) * width + j - 1] + cost;
        if i > 0 && j > 0 && written(Texts(query, unit).cost(at_query - 1, at_unit - 1)) {
            (i, j) = (i - 1, j - 1);
            steps.push(pair(at_query - 1, at_unit - 1, here - table[i * width + j]));
        } else if i > 0 && here == table[(i - 1) * width + j] + gap(query, at_query - 1) {
            i -= 1;
            steps.push(only_query(at_query - 1));
        } else {
            j -= 1;
            steps.push(only_unit(at_unit - 1));
        }
    }
    steps.reverse();
    steps
}

/// `table[i * (b.len() + 1) + j]`: what it costs to edit the first `i` tokens of `a` into the first `j` of `b`.
fn cost_table(query: &Prepared, unit: &Prepared, a: &Range<usize>, b: &Range<usize>) -> Vec<u32> {
    let width = b.len() + 1;
    let mut table = vec![0u32; (a.len() + 1) * width];
    for i in 0..a.len() {
        table[(i + 1) * width] = table[i * width] + query.tokens[a.start + i].kind.weight();
    }
    for j in 0..b.len() {
        table[j + 1] = table[j] + unit.tokens[b.start + j].kind.weight();
    }
    for i in 0..a.len() {
        let gap = query.tokens[a.start + i].kind.weight();
        for j in 0..b.len() {
            let written = Texts(query, unit).cost(a.start + i, b.start + j);
            table[(i + 1) * width + j + 1] = (table[i * width + j] + written)
                .min(table[i * width + j + 1] + gap)
                .min(table[(i + 1) * width + j] + unit.tokens[b.start + j].kind.weight());
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(tag: &str, a: &str, b: &str) -> f64 {
        let lang = Lang::parse(tag).unwrap();
        score(&Prepared::new(a, &lang), &Prepared::new(b, &lang)).value()
    }

    /// The worked examples of `docs/score.md`.
    #[test]
    fn worked_examples() {
        for line in include_str!("../../tests/data/score.tsv").lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [tag, wanted, a, b] = cells[..] else {
                panic!("four cells: {line}")
            };
            assert_eq!(format!("{:.1}", value(tag, a, b)), wanted, "{a} | {b}");
        }
    }

    fn texts() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            proptest::sample::select(vec![
                "The",
                "the",
                "visit",
                "visits",
                "səfərin",
                "səfərdən",
                "BMT-nin",
                "2025",
                "3,5",
                "两",
                "国",
                "，",
                ",",
                "“",
                "\"",
                ".",
                "Bakı",
                "a",
                "b",
                "c",
            ]),
            0..14,
        )
        .prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn the_score_is_symmetric_and_bounded(a in texts(), b in texts()) {
            let there = value("az", &a, &b);
            prop_assert_eq!(there, value("az", &b, &a));
            prop_assert!((0.0..=100.0).contains(&there));
            prop_assert_eq!(there == 100.0, normalize(&a) == normalize(&b));
        }

        #[test]
        fn the_diff_costs_what_the_score_says(a in texts(), b in texts()) {
            let lang = Lang::parse("az").unwrap();
            let (a, b) = (Prepared::new(&a, &lang), Prepared::new(&b, &lang));
            let steps = diff(&a, &b);
            prop_assert_eq!(steps.iter().map(|s| s.cost).sum::<u32>(), score(&a, &b).cost);
            prop_assert_eq!(steps.iter().filter(|s| s.query.is_some()).count(), a.tokens());
            prop_assert_eq!(steps.iter().filter(|s| s.unit.is_some()).count(), b.tokens());
        }

        #[test]
        fn a_limit_changes_no_answer(a in texts(), b in texts(), min in 0u32..=100) {
            let lang = Lang::parse("az").unwrap();
            let (a, b) = (Prepared::new(&a, &lang), Prepared::new(&b, &lang));
            let min = f64::from(min);
            let whole = score(&a, &b);
            prop_assert_eq!(score_at_least(&a, &b, min), (whole.value() >= min).then_some(whole));
            if whole.value() >= min {
                prop_assert!(weight_window(a.weight(), min).contains(&b.weight()));
            }
        }
    }
}
