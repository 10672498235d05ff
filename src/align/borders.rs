//! What the marks around the borders of segments say: a question is mostly translated by a question, what is said in
//! quotation marks begins and ends in both texts at the same place, and so do most paragraphs.
//!
//! Both borders of a bead gain the log-likelihood ratio of what is seen at the target's border, knowing what is seen at the
//! source's. Which of it goes together is counted on the last path.

use super::dynamic::Step;
use std::ops::Range;

/// How the segment before a border ends, quotation marks and brackets behind it left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Word,
    FullStop,
    Question,
    Exclamation,
    Colon,
    Semicolon,
    Comma,
    /// Dots, a dash.
    Broken,
}

/// Whether the border is inside a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotation {
    Outside,
    Inside,
    /// It ends with the segment before the border.
    Ended,
}

/// How the segment behind a border begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    Word,
    Lowercase,
    Number,
    Quotation,
    Bracket,
    Dash,
}

/// The marks of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    begin: Begin,
    end: End,
    /// Behind the segment.
    quotation: Quotation,
    /// Whether a paragraph ends with the segment.
    paragraph: bool,
}

impl Marks {
    /// A paragraph ends with the segment.
    pub(super) fn end_paragraph(&mut self) {
        self.paragraph = true;
    }
}

/// The marks of the segments of a text.
pub(super) fn marks(segments: &[String]) -> Vec<Marks> {
    let mut quotation = Quotation::Outside;
    let of = |segment: &String| {
        let chars: Vec<char> = segment.trim().chars().collect();
        quotation = quotation_after(&chars, quotation);
        Marks {
            begin: begin(&chars),
            end: end(&chars),
            quotation,
            paragraph: false,
        }
    };
    segments.iter().map(of).collect()
}

/// What is seen at a border between two segments: end, quotation, beginning and paragraph as numbers.
type Seen = [u8; SIZES.len()];
/// How many values each of them has.
const SIZES: [usize; 4] = [
    End::Broken as usize + 1,
    Quotation::Ended as usize + 1,
    Begin::Dash as usize + 1,
    2,
];

/// What is seen at each border between two segments of a text.
fn borders(text: &[Marks]) -> Vec<Seen> {
    let between = |pair: &[Marks]| {
        let (before, after) = (pair[0], pair[1]);
        [
            before.end as u8,
            before.quotation as u8,
            after.begin as u8,
            u8::from(before.paragraph),
        ]
    };
    text.windows(2).map(between).collect()
}

/// The different borders of a text, and for each of its borders which of them it is.
fn told_apart(borders: &[Seen]) -> (Vec<Seen>, Vec<usize>) {
    let mut kinds = borders.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let number = |seen: &Seen| kinds.binary_search(seen).unwrap_or_default();
    let numbers = borders.iter().map(number).collect();
    (kinds, numbers)
}

fn begin(chars: &[char]) -> Begin {
    let Some(first) = chars.first() else {
        return Begin::Word;
    };
    if turn(chars, 0) == Some(true) {
        return Begin::Quotation;
    }
    match first {
        '-' | '–' | '—' => Begin::Dash,
        '(' | '（' | '[' | '【' => Begin::Bracket,
        c if c.is_numeric() => Begin::Number,
        c if c.is_lowercase() => Begin::Lowercase,
        _ => Begin::Word,
    }
}

fn end(chars: &[char]) -> End {
    let closes =
        |c: &char| c.is_whitespace() || is_quote(*c) || matches!(c, ')' | '）' | ']' | '】');
    let mut rest = chars.iter().rev().skip_while(|c| closes(c));
    match (rest.next(), rest.next()) {
        (Some('.'), Some('.')) | (Some('…' | '-' | '–' | '—'), _) => End::Broken,
        (Some('.' | '。' | '．'), _) => End::FullStop,
        (Some('?' | '？'), _) => End::Question,
        (Some('!' | '！'), _) => End::Exclamation,
        (Some(':' | '：'), _) => End::Colon,
        (Some(';' | '；'), _) => End::Semicolon,
        (Some(',' | '，' | '、'), _) => End::Comma,
        _ => End::Word,
    }
}

/// Whether a segment ends inside a quotation, by whether it began inside one.
fn quotation_after(chars: &[char], before: Quotation) -> Quotation {
    let last = (0..chars.len()).rev().find_map(|at| turn(chars, at));
    let inside = last.unwrap_or(before == Quotation::Inside);
    let mut marks = chars.iter().rev().take_while(|c| !c.is_alphanumeric());
    match (inside, marks.any(|c| is_quote(*c))) {
        (true, _) => Quotation::Inside,
        (false, true) => Quotation::Ended,
        (false, false) => Quotation::Outside,
    }
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '’' | '‘' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』'
    )
}

/// Whether a quotation begins (`true`) or ends at a character, if either. Straight marks and apostrophes are known by what
/// stands beside them.
fn turn(chars: &[char], at: usize) -> Option<bool> {
    match chars[at] {
        '“' | '„' | '‘' | '«' | '「' | '『' => Some(true),
        '”' | '»' | '」' | '』' => Some(false),
        mark @ ('"' | '\'' | '’') => {
            let before = at.checked_sub(1).map(|before| chars[before]);
            let after = chars.get(at + 1).copied();
            let is_open = |c: Option<char>| c.is_none_or(char::is_whitespace);
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            match (is_open(before), is_open(after)) {
                (true, false) => Some(true),
                // The boys' room.
                (false, true) if mark != '"' && before == Some('s') => None,
                (false, _) if !is_word(after) => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

/// How many counted borders the prior weighs.
const PRIOR_WEIGHT: f64 = 20.0;
/// The share of borders that look the same in both texts, before anything is counted; the others come as in the target.
const SAME: f64 = 0.6;

/// How many borders are added to what is seen, spread evenly. Few, so that in a short text borders that are all alike gain
/// nothing.
const UNSEEN: f64 = 0.5;

/// The gain of each border of one text with each of another.
#[derive(Debug)]
pub(super) struct BorderModel {
    /// Which kind of border stands between segments.
    source: Vec<usize>,
    target: Vec<usize>,
    /// By kinds of source and target.
    gains: Vec<Vec<f64>>,
}

impl BorderModel {
    /// Counts the borders of the linked beads of a path, which may be empty.
    pub(super) fn new(source: &[Marks], target: &[Marks], path: &[Step]) -> Self {
        let (source, target) = (borders(source), borders(target));
        let mut pairs: Vec<(Seen, Seen)> = Vec::with_capacity(path.len() * 2);
        for step in path.iter().filter(|step| step.is_linked()) {
            let (a, b) = step.size();
            for (i, j) in [
                (step.source, step.target),
                (step.source + a, step.target + b),
            ] {
                let seen = |text: &[Seen], at: usize| text.get(at.checked_sub(1)?).copied();
                pairs.extend(seen(&source, i).zip(seen(&target, j)));
            }
        }
        let tables: [Vec<f64>; SIZES.len()] =
            std::array::from_fn(|part| table(part, &pairs, &target));
        let gain = |a: &Seen, b: &Seen| {
            let parts = tables.iter().zip(SIZES).zip(a.iter().zip(b));
            let gains = parts
                .map(|((table, size), (a, b))| table[usize::from(*a) * size + usize::from(*b)]);
            gains.sum::<f64>() / 2.0
        };
        let ((from, source), (to, target)) = (told_apart(&source), told_apart(&target));
        let row = |a: &Seen| to.iter().map(|b| gain(a, b)).collect();
        Self {
            source,
            target,
            gains: from.iter().map(row).collect(),
        }
    }

    /// Half the gain of the border before a source segment with those before target segments: a bead has two, and two beads that
    /// follow each other share one. The beginnings and the ends of the texts say nothing.
    pub(super) fn halves(&self, source: usize, targets: Range<usize>) -> Vec<f64> {
        let kind = source.checked_sub(1).and_then(|at| self.source.get(at));
        let Some(kind) = kind else {
            return vec![0.0; targets.len()];
        };
        let row = &self.gains[*kind];
        let gain = |target: usize| {
            let kind = target.checked_sub(1).and_then(|at| self.target.get(at));
            kind.map_or(0.0, |kind| row[*kind])
        };
        targets.map(gain).collect()
    }
}

/// The log-likelihood ratios of one part of what is seen, by source and target.
fn table(part: usize, pairs: &[(Seen, Seen)], target: &[Seen]) -> Vec<f64> {
    let size = SIZES[part];
    let mut chance = vec![UNSEEN / size as f64; size];
    for seen in target {
        chance[usize::from(seen[part])] += 1.0;
    }
    let all: f64 = chance.iter().sum();
    let mut counts = vec![0.0; size * size];
    let mut sums = vec![0.0; size];
    for (a, b) in pairs {
        let (a, b) = (usize::from(a[part]), usize::from(b[part]));
        counts[a * size + b] += 0.5;
        sums[a] += 0.5;
    }
    let ratio = |at: usize| {
        let (a, b) = (at / size, at % size);
        let chance = chance[b] / all;
        let prior = if a == b { SAME } else { 0.0 } + (1.0 - SAME) * chance;
        let known = (counts[at] + PRIOR_WEIGHT * prior) / (sums[a] + PRIOR_WEIGHT);
        (known / chance).ln()
    };
    (0..size * size).map(ratio).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(segments: &[&str]) -> Vec<String> {
        segments.iter().map(|text| (*text).to_owned()).collect()
    }

    /// Whether the border behind each segment is inside a quotation.
    fn quotations(segments: &[&str]) -> Vec<Quotation> {
        let marks = marks(&texts(segments));
        marks.iter().map(|marks| marks.quotation).collect()
    }

    #[test]
    fn quotations_are_followed_from_segment_to_segment() {
        let (outside, inside, ended) = (Quotation::Outside, Quotation::Inside, Quotation::Ended);
        for segments in [
            [
                "He nodded.",
                "'I see,' he said, 'it's late.",
                "We'll go now.'",
                "The boys' room was dark.",
            ],
            [
                "O başını tərpətdi.",
                "“Görürəm, – dedi, – gecdir.",
                "İndi gedirik.”",
                "Otaq qaranlıq idi.",
            ],
            [
                "他点点头。",
                "他说：“我明白，不早了。",
                "我们走吧。”",
                "房间很暗。",
            ],
            [
                "He nodded.",
                "\"I see,\" he said, \"it is late.",
                "We go now.\"",
                "The room was dark.",
            ],
        ] {
            assert_eq!(
                quotations(&segments),
                [outside, inside, ended, outside],
                "{segments:?}"
            );
        }
    }

    #[test]
    fn ends_and_beginnings() {
        for (text, first, last) in [
            ("Why?", Begin::Word, End::Question),
            ("为什么？”", Begin::Word, End::Question),
            ("“Niyə?” (gülür)", Begin::Quotation, End::Word),
            ("– Gəl!", Begin::Dash, End::Exclamation),
            ("(see page 3)", Begin::Bracket, End::Word),
            ("3 men came:", Begin::Number, End::Colon),
            ("and then...", Begin::Lowercase, End::Broken),
            ("然后……", Begin::Word, End::Broken),
            ("", Begin::Word, End::Word),
        ] {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!((begin(&chars), end(&chars)), (first, last), "{text}");
        }
    }

    #[test]
    fn borders_that_are_all_alike_gain_next_to_nothing() {
        let source = marks(&texts(&["They came.", "They stayed.", "They left."]));
        let target = marks(&texts(&["Gəldilər.", "Qaldılar.", "Getdilər."]));
        let model = BorderModel::new(&source, &target, &[]);
        assert!(model.halves(1, 0..4).iter().all(|gain| gain.abs() < 0.25));
    }

    #[test]
    fn a_paragraph_ends_where_one_ends_in_the_other_text() {
        let mut source = marks(&texts(&["They came.", "They stayed.", "They left."]));
        let mut target = marks(&texts(&["Gəldilər.", "Qaldılar.", "Getdilər."]));
        source[1].end_paragraph();
        target[1].end_paragraph();
        let gains = BorderModel::new(&source, &target, &[]).halves(2, 0..3);
        assert!(gains[2] > 0.25 && gains[1] < 0.0, "{gains:?}");
    }

    #[test]
    fn equal_borders_gain_and_what_is_counted_outweighs() {
        let source = marks(&texts(&["Why?", "So.", "Why?", "So.", "Why?", "So."]));
        let target = marks(&texts(&[
            "为什么？",
            "这样。",
            "为什么？",
            "这样。",
            "为什么？",
            "这样。",
        ]));
        let gains = |path: &[Step]| BorderModel::new(&source, &target, path).halves(1, 0..7);
        let first = gains(&[]);
        assert!(first[1] > 0.0 && first[2] < 0.0, "{first:?}");
        assert_eq!((first[0], first[6]), (0.0, 0.0));
        let step = |at| Step {
            source: at,
            target: at,
            kind: 2,
            gain: 1.0,
        };
        let counted = gains(&(0..6).map(step).collect::<Vec<_>>());
        assert!(counted[1] > first[1] && counted[2] < first[2]);
    }
}
