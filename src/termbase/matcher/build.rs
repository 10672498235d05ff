//! The trie while it is made: a term is one pattern or several, and a pattern a path of labels.

use super::{Entry, Matcher, Node, Pattern};
use crate::termbase::cache::Label;
use crate::termbase::prepared::{Gap, Prepared};
use crate::termbase::recognise::{Fit, Slot, Stem, TermWords};
use crate::termbase::words::is_acronym;
use rustc_hash::FxHashMap;

/// Labels while they are given out.
#[derive(Default)]
pub(super) struct Labelling {
    pub(super) next: Label,
    forms: FxHashMap<Vec<Stem>, Label>,
}

impl Labelling {
    fn fresh(&mut self) -> Label {
        self.next += 1;
        self.next
    }
}

impl Matcher {
    pub(super) fn add(&mut self, index: usize, entry: &Entry, labelling: &mut Labelling) {
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
                let close = gaps[n] == Gap::Hyphen
                    || gaps[n] == Gap::Blank
                        && self.recognizer.may_close(&written[n - 1], &written[n]);
                if close {
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
        let common = matches!(&written[..], [only] if is_acronym(only))
            && self.recognizer.is_common(&folded[0]);
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
            common,
            stop: entry.text.trim_end().ends_with('.'),
            fit: Fit::Certain,
        });
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
}

/// The words and gaps with the hyphen or blank before word `n` left out.
fn joined(written: &[String], gaps: &[Gap], n: usize) -> (Vec<String>, Vec<Gap>) {
    let mut words = written.to_vec();
    let mut spaces = gaps.to_vec();
    let second = words.remove(n);
    words[n - 1].push_str(&second);
    spaces.remove(n);
    (words, spaces)
}
