//! All terms of one language against a text, at a cost that does not grow with the number of terms.
//!
//! A term is a path of labels in a trie, one label a word. What a label accepts is one folded word, or the forms
//! that a [`Recognizer`] knows. Every different word of the texts is looked at once: its labels are remembered.

use super::cache::{Label, Labels, WordCache};
use super::case::same_case;
use super::prepared::{Gap, Prepared};
use super::recognise::{Fit, Recognizer, Slot, Stem, TermWords, recognizer};
use super::words::is_acronym;
use crate::lang::Lang;
use crate::model::TermStatus;
use crate::text::fold_text;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::ops::Range;

/// A term to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The concept's place in its glossary.
    pub concept: usize,
    /// The term as written.
    pub text: String,
    /// Preferred, admitted or forbidden.
    pub status: TermStatus,
    /// The part of speech, or empty.
    pub pos: String,
    /// Capital letters count.
    pub case: bool,
    /// Hyphens, blanks and their absence count.
    pub layout: bool,
}

impl Entry {
    /// Whether the term is matched as it is written, at least in one respect.
    pub fn as_written(&self) -> bool {
        self.case || self.layout
    }
}

/// A place where a term stands. Places of forms that are only possible are told apart by `fit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// The index of the entry, in the order given to [`Matcher::new`].
    pub entry: usize,
    /// How sure it is.
    pub fit: Fit,
}

/// A term as it is matched: the same entry can have several (`cease-fire`, `ceasefire`, `cease fire`).
struct Pattern {
    entry: usize,
    written: Vec<String>,
    gaps: Vec<Gap>,
    /// For each word, whether its capital letters count.
    case: Vec<bool>,
    layout: bool,
    /// The term ends in a full stop.
    stop: bool,
    /// How sure it is at best.
    fit: Fit,
}

#[derive(Default)]
struct Node {
    next: FxHashMap<Label, u32>,
    patterns: Vec<u32>,
}

/// Finds the terms of one language. Can be shared between threads.
pub struct Matcher {
    recognizer: Box<dyn Recognizer>,
    lang: Lang,
    entries: Vec<Entry>,
    patterns: Vec<Pattern>,
    nodes: Vec<Node>,
    /// The nodes after the root by their labels, 0 for none: every word of a text is looked up here.
    first: Vec<u32>,
    exact: FxHashMap<String, Label>,
    stems: FxHashMap<String, Vec<(Stem, Label)>>,
    /// Bytes of the longest stem: words of any length are looked at up to there.
    longest_stem: usize,
    known: WordCache,
}

/// Labels while they are given out.
#[derive(Default)]
struct Labelling {
    next: Label,
    forms: FxHashMap<Vec<Stem>, Label>,
}

impl Labelling {
    fn fresh(&mut self) -> Label {
        self.next += 1;
        self.next
    }
}

impl Matcher {
    /// Prepares the search for these terms in texts of a language.
    pub fn new(entries: Vec<Entry>, lang: &Lang) -> Self {
        Self::with(recognizer(lang), entries, lang)
    }

    /// The same with a recogniser of one's own.
    pub fn with(recognizer: Box<dyn Recognizer>, entries: Vec<Entry>, lang: &Lang) -> Self {
        let mut matcher = Self {
            recognizer,
            lang: lang.clone(),
            entries: Vec::new(),
            patterns: Vec::new(),
            nodes: vec![Node::default()],
            first: Vec::new(),
            exact: FxHashMap::default(),
            stems: FxHashMap::default(),
            longest_stem: 0,
            known: WordCache::new(),
        };
        let mut labelling = Labelling::default();
        for (index, entry) in entries.iter().enumerate() {
            matcher.add(index, entry, &mut labelling);
        }
        matcher.entries = entries;
        matcher.first = vec![0; labelling.next as usize + 1];
        for (label, next) in &matcher.nodes[0].next {
            matcher.first[*label as usize] = *next;
        }
        matcher
    }

    /// The terms, in the order given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn add(&mut self, index: usize, entry: &Entry, labelling: &mut Labelling) {
        let prepared = Prepared::new(&entry.text);
        let written: Vec<String> = (0..prepared.words().len())
            .map(|n| prepared.surface(n).to_owned())
            .collect();
        let gaps: Vec<Gap> = prepared.words().iter().map(|word| word.gap).collect();
        if written.is_empty() {
            return;
        }
        if !entry.layout {
            for n in 1..written.len() {
                if gaps[n] == Gap::Hyphen {
                    let (written, gaps) = joined(&written, &gaps, n);
                    self.add_pattern(index, entry, written, gaps, labelling);
                }
            }
            if let [word] = &written[..] {
                for halves in self.recognizer.open_forms(word) {
                    let gaps = vec![Gap::Blank; halves.len()];
                    self.add_pattern(index, entry, halves.into(), gaps, labelling);
                    // It may be two words of their own: `they cease fire`.
                    if let Some(pattern) = self.patterns.last_mut() {
                        pattern.fit = Fit::Possible;
                    }
                }
            }
        }
        self.add_pattern(index, entry, written, gaps, labelling);
    }

    fn add_pattern(
        &mut self,
        index: usize,
        entry: &Entry,
        written: Vec<String>,
        gaps: Vec<Gap>,
        labelling: &mut Labelling,
    ) {
        let folded: Vec<String> = written.iter().map(|word| self.folded(word)).collect();
        let slots = self.recognizer.slots(&TermWords {
            written: &written,
            folded: &folded,
            pos: &entry.pos,
        });
        let mut node = 0;
        for (slot, folded) in slots.into_iter().zip(folded) {
            let label = self.label(slot, folded, labelling);
            node = self.step(node, label);
        }
        self.nodes[node].patterns.push(self.patterns.len() as u32);
        self.patterns.push(Pattern {
            entry: index,
            case: written
                .iter()
                .map(|word| entry.case || is_acronym(word))
                .collect(),
            written,
            gaps,
            layout: entry.layout,
            stop: entry.text.trim_end().ends_with('.'),
            fit: Fit::Certain,
        });
    }

    fn folded(&self, word: &str) -> String {
        self.recognizer.letters(fold_text(word, &self.lang))
    }

    fn label(&mut self, slot: Slot, folded: String, labelling: &mut Labelling) -> Label {
        match slot {
            Slot::Exact => *self
                .exact
                .entry(folded)
                .or_insert_with(|| labelling.fresh()),
            Slot::Forms(stems) => {
                if let Some(label) = labelling.forms.get(&stems) {
                    return *label;
                }
                let label = labelling.fresh();
                for stem in &stems {
                    self.longest_stem = self.longest_stem.max(stem.text.len());
                    self.stems
                        .entry(stem.text.clone())
                        .or_default()
                        .push((stem.clone(), label));
                }
                labelling.forms.insert(stems, label);
                label
            }
        }
    }

    fn step(&mut self, node: usize, label: Label) -> usize {
        if let Some(next) = self.nodes[node].next.get(&label) {
            return *next as usize;
        }
        self.nodes.push(Node::default());
        let next = self.nodes.len() - 1;
        self.nodes[node].next.insert(label, next as u32);
        next
    }

    /// The labels that accept a word of a text.
    fn labels(&self, surface: &str) -> Labels {
        self.known.get(surface, || {
            let folded = self.folded(surface);
            let mut labels: Vec<(Label, Fit)> = self
                .exact
                .get(&folded)
                .map(|label| (*label, Fit::Certain))
                .into_iter()
                .collect();
            for (end, c) in folded.char_indices() {
                let end = end + c.len_utf8();
                if end > self.longest_stem {
                    break;
                }
                for (stem, label) in self.stems.get(&folded[..end]).into_iter().flatten() {
                    if let Some(fit) = self.recognizer.ending(stem, &folded[end..]) {
                        labels.push((*label, fit));
                    }
                }
            }
            // The surest reading of each label.
            labels.sort_unstable_by_key(|(label, fit)| (*label, std::cmp::Reverse(*fit)));
            labels.dedup_by_key(|(label, _)| *label);
            labels.into()
        })
    }

    /// Every place where a term stands, those inside of others too, in the order of the text. A span has each
    /// entry at most once.
    pub fn find(&self, text: &Prepared<'_>) -> Vec<Occurrence> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let words = text.words().len();
        let edges: Vec<Edges> = (0..words).map(|n| self.edges(text, n)).collect();
        let mut walk = Walk {
            matcher: self,
            text,
            edges: &edges,
            path: Vec::new(),
            found: Vec::new(),
        };
        for start in 0..words {
            walk.from(start, 0, Fit::Certain);
        }
        let mut found = walk.found;
        found.sort_by_key(|o| (o.span.start, o.span.end, o.entry, std::cmp::Reverse(o.fit)));
        found.dedup_by(|a, b| a.span == b.span && a.entry == b.entry);
        found
    }

    /// The labels of the word at a place, and of it and the next as one word where a hyphen joins them.
    fn edges(&self, text: &Prepared<'_>, n: usize) -> Edges {
        let one = self.labels(text.surface(n));
        let two = match text.words().get(n + 1) {
            Some(next) if next.gap == Gap::Hyphen => {
                let joined = format!("{}{}", text.surface(n), text.surface(n + 1));
                Some(self.labels(&joined)).filter(|labels| !labels.is_empty())
            }
            _ => None,
        };
        Edges { one, two }
    }
}

/// The words and gaps with the hyphen before word `n` left out.
fn joined(written: &[String], gaps: &[Gap], n: usize) -> (Vec<String>, Vec<Gap>) {
    let mut words = written.to_vec();
    let mut spaces = gaps.to_vec();
    let second = words.remove(n);
    words[n - 1].push_str(&second);
    spaces.remove(n);
    (words, spaces)
}

struct Edges {
    one: Labels,
    two: Option<Labels>,
}

/// A search through the trie along the words of a text.
struct Walk<'a> {
    matcher: &'a Matcher,
    text: &'a Prepared<'a>,
    edges: &'a [Edges],
    /// The words that each label took.
    path: Vec<Range<usize>>,
    found: Vec<Occurrence>,
}

impl Walk<'_> {
    fn from(&mut self, at: usize, node: usize, fit: Fit) {
        let Some(edges) = self.edges.get(at) else {
            return;
        };
        if !self.path.is_empty() && self.text.words()[at].gap == Gap::Wall {
            return;
        }
        if !self.path.is_empty()
            && self.text.words()[at].gap == Gap::Joined
            && self.matcher.recognizer.may_part(self.text.surface(at))
        {
            self.from(at + 1, node, Fit::Possible);
        }
        self.along(at..at + 1, &edges.one, node, fit);
        if let Some(two) = &edges.two {
            self.along(at..at + 2, two, node, fit);
        }
    }

    fn along(&mut self, words: Range<usize>, labels: &[(Label, Fit)], node: usize, fit: Fit) {
        let matcher = self.matcher;
        for (label, own) in labels {
            let next = if node == 0 {
                matcher.first.get(*label as usize).filter(|next| **next > 0)
            } else {
                matcher.nodes[node].next.get(label)
            };
            let Some(next) = next.map(|next| *next as usize) else {
                continue;
            };
            let fit = fit.min(*own);
            self.path.push(words.clone());
            self.arrive(next, fit);
            if !matcher.nodes[next].next.is_empty() {
                self.from(words.end, next, fit);
            }
            self.path.pop();
        }
    }

    fn arrive(&mut self, node: usize, fit: Fit) {
        for pattern in &self.matcher.nodes[node].patterns {
            let pattern = &self.matcher.patterns[*pattern as usize];
            if !self.agrees(pattern) {
                continue;
            }
            let words = self.path[0].start..self.path[self.path.len() - 1].end;
            if let Some(stands) = self.matcher.recognizer.stands(self.text, words.clone()) {
                let mut span = self.text.span(words);
                // `U.N.` takes in its last full stop where the text has it.
                if pattern.stop && self.text.text()[span.end..].starts_with('.') {
                    span.end += 1;
                }
                self.found.push(Occurrence {
                    span,
                    entry: pattern.entry,
                    fit: fit.min(stands).min(pattern.fit),
                });
            }
        }
    }

    /// Whether what lies between the words, and their capital letters, are the pattern's.
    fn agrees(&self, pattern: &Pattern) -> bool {
        self.path.iter().enumerate().all(|(n, words)| {
            let gap = self.text.words()[words.start].gap;
            let gap_agrees = n == 0
                || if pattern.layout {
                    pattern.gaps[n] == gap
                } else {
                    pattern.gaps[n].allows(gap)
                };
            let whole = !pattern.layout || words.len() == 1;
            gap_agrees && whole && (!pattern.case[n] || self.same_case(&pattern.written[n], words))
        })
    }

    fn same_case(&self, written: &str, words: &Range<usize>) -> bool {
        let span =
            self.text.words()[words.start].span.start..self.text.words()[words.end - 1].span.end;
        same_case(written, &self.text.text()[span])
    }
}

/// Only those that share no words with a longer one, counted in characters; of two that are as long the first one
/// stays. Those with the same span all stay. In the order of the text.
pub fn longest(text: &str, mut found: Vec<Occurrence>) -> Vec<Occurrence> {
    let length = |o: &Occurrence| text[o.span.clone()].chars().count();
    found.sort_by_cached_key(|o| (std::cmp::Reverse(length(o)), o.span.start, o.span.end));
    // The spans that stay do not overlap: only the last one that begins before the end can reach into another.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    found.retain(|o| {
        let nearest = taken.range(..o.span.end).next_back();
        match nearest.map(|(start, end)| *start..*end) {
            Some(other) if other == o.span => true,
            Some(other) if other.end > o.span.start => false,
            _ => {
                taken.insert(o.span.start, o.span.end);
                true
            }
        }
    });
    found.sort_by_key(|o| o.span.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(concept: usize, text: &str) -> Entry {
        Entry {
            concept,
            text: text.into(),
            status: TermStatus::Preferred,
            pos: String::new(),
            case: false,
            layout: false,
        }
    }

    fn of(lang: &str, terms: &[&str], text: &str) -> Vec<Occurrence> {
        let entries = terms.iter().enumerate().map(|(n, t)| entry(n, t)).collect();
        let matcher = Matcher::new(entries, &Lang::parse(lang).unwrap());
        longest(text, matcher.find(&Prepared::new(text)))
    }

    fn found<'t>(lang: &str, terms: &[&str], text: &'t str) -> Vec<&'t str> {
        let found = of(lang, terms, text).into_iter();
        found.map(|o| &text[o.span]).collect()
    }

    #[test]
    fn the_longest_match_wins_and_all_of_one_span_stay() {
        assert_eq!(
            found(
                "en",
                &["agreement", "trade agreement"],
                "Trade agreements, agreement"
            ),
            ["Trade agreements", "agreement"]
        );
        assert_eq!(
            found("zh", &["联合国", "联合国", "国"], "在联合国"),
            ["联合国", "联合国"]
        );
        assert_eq!(
            found("zh", &["外交部", "外交部长"], "外交部长和外交部"),
            ["外交部长", "外交部"]
        );
        // In either kind of characters, and only where words begin and end.
        assert_eq!(
            found("zh", &["主权", "制裁"], "維護國家主權，反對制裁"),
            ["主權", "制裁"]
        );
        assert!(found("zh", &["主权", "制裁"], "民族自主權和限制裁員").is_empty());
    }

    #[test]
    fn the_longest_of_those_that_overlap_wins() {
        assert_eq!(
            found(
                "az",
                &["rəsmi nümayəndə", "nümayəndə heyəti"],
                "Rəsmi nümayəndə heyəti Bakıya gəlib."
            ),
            ["nümayəndə heyəti"]
        );
        assert_eq!(
            found(
                "en",
                &["peace treaty", "treaty of peace"],
                "peace treaty of peace"
            ),
            ["treaty of peace"]
        );
        assert_eq!(found("ja", &["和平条", "条约国"], "和平条约国"), ["和平条"]);
        // What a longer one pushed aside gives way no more.
        assert_eq!(
            found("en", &["a b", "b c c", "c c d d d"], "a b c c d d d"),
            ["a b", "c c d d d"]
        );
    }

    #[test]
    fn a_full_stop_at_the_end_belongs_to_the_term() {
        for (text, span) in [
            ("the U.N. met", "U.N."),
            ("in the U.N.", "U.N."),
            ("the U.N met", "U.N"),
        ] {
            assert_eq!(found("en", &["U.N."], text), [span]);
        }
    }

    #[test]
    fn hyphens_blanks_and_joined_words() {
        for (term, text) in [
            ("ceasefire", "a cease-fire now"),
            ("cease-fire", "two ceasefires"),
            ("cease-fire", "a cease fire"),
            ("good-neighbourliness", "good neighbourliness"),
            ("cooperation", "their co-operation"),
            ("joint ceasefire agreement", "joint cease-fire agreements"),
        ] {
            assert_eq!(found("en", &[term], text).len(), 1, "{term}: {text}");
        }
        let open = of("en", &["ceasefire"], "they cease fire");
        assert_eq!(
            open.iter().map(|o| o.fit).collect::<Vec<_>>(),
            [Fit::Possible]
        );
        assert!(found("en", &["human rights"], "human. Rights").is_empty());
        assert!(found("en", &["human rights"], "human, rights").is_empty());
    }

    #[test]
    fn heads_plurals_and_acronyms() {
        for (term, text) in [
            ("Head of State", "the Heads of State"),
            ("Secretary-General", "Secretaries-General"),
            ("note verbale", "two notes verbales"),
            ("memorandum of understanding", "memoranda of understanding"),
            ("treaty", "the treaty’s"),
            ("UN", "the UN's seat"),
            ("NGO", "NGOs"),
            ("chargé d'affaires", "the chargés d’affaires"),
        ] {
            assert_eq!(found("en", &[term], text).len(), 1, "{term}: {text}");
        }
        assert!(found("en", &["UN"], "un").is_empty());
        assert!(found("en", &["stance"], "circumstances").is_empty());
        assert!(found("en", &["goods"], "good").is_empty());
    }

    #[test]
    fn quotation_marks_are_looked_through() {
        for text in [
            "“Bir kəmər, bir yol” təşəbbüsünün",
            "Bir kəmər, bir yol təşəbbüsü",
            "«BİR KƏMƏR, BİR YOL» TƏŞƏBBÜSÜ",
        ] {
            assert_eq!(
                found("az", &["\"Bir kəmər, bir yol\" təşəbbüsü"], text),
                [text]
            );
        }
        assert_eq!(
            found("zh", &["“一带一路”倡议"], "共建「一带一路」倡议"),
            ["「一带一路」倡议"]
        );
    }

    #[test]
    fn as_written_means_capitals_hyphens_and_blanks() {
        let count = |case: bool, layout: bool, text: &str| {
            let forbidden = Entry {
                case,
                layout,
                ..entry(0, "İpək yolu")
            };
            let matcher = Matcher::new(vec![forbidden], &Lang::parse("az").unwrap());
            matcher.find(&Prepared::new(text)).len()
        };
        assert_eq!(count(true, false, "İpək yolunun"), 1);
        assert_eq!(count(true, false, "İpək Yolunun"), 0);
        assert_eq!(count(true, false, "İpək-yolunun"), 1);
        assert_eq!(count(false, true, "İpək Yolunun"), 1);
        assert_eq!(count(false, true, "İpək-yolunun"), 0);
    }
}
