//! The score over the numbers that the index keeps of a text, without the text.
//!
//! The costs are those of `score`: for each form of a term that the query has, its tokens' costs are worked out once
//! from the form as it is written; a term that the query has not costs what its kind says.

use super::words::{WordDistance, Words};
use crate::error::Result;
use crate::lang::Lang;
use crate::matching::score::{self, Pair, Prepared, TokenView, substitution, unrelated};
use crate::store::index::{Code, IndexReader, TermRow, sequence, terms};
use crate::text::{TokenKind, class_of, figure, fold_text, stem};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A class of the query's tokens.
#[derive(Debug)]
pub(super) struct QueryClass {
    /// Its kind.
    pub(super) kind: TokenKind,
    /// How many tokens of the query are in it.
    pub(super) count: u32,
    /// Its term; `None`: no entry has it.
    pub(super) term: Option<Rc<TermRow>>,
}

/// A query made ready to be compared with entries of the index.
#[derive(Debug)]
pub(super) struct Coded {
    weights: Vec<u32>,
    weight: u32,
    marks: u32,
    figures: u32,
    classes: Vec<QueryClass>,
    class_of_term: ClassOfTerm,
    words: WordDistance,
    /// Costs against each token of the query, row by row.
    costs: Vec<u8>,
    /// By class, the rows of the forms met.
    rows: Vec<Vec<(u32, u32)>>,
    /// What is known of the costs of entries with the same rows: many differ from one another only in what they do
    /// not share with the query.
    met: FxHashMap<Box<[u32]>, Known>,
    lang: Lang,
}

#[derive(Debug, Clone, Copy)]
enum Known {
    Cost(u32),
    MoreThan(u32),
}

/// The rows of tokens that share nothing with the query's.
const WORD_ROW: u32 = 0;
const MARK_ROW: u32 = 1;
const FIGURE_ROW: u32 = 2;

/// The tokens of an entry, made ready to be weighed. Used again and again, so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Room {
    rows: Vec<u32>,
    weights: Vec<u32>,
    left: Vec<u32>,
    table: Vec<u32>,
}

impl Coded {
    pub(super) fn new(
        query: &Prepared,
        lang: &Lang,
        index: &IndexReader<'_>,
        family: Option<i64>,
    ) -> Result<Self> {
        let mut classes: Vec<QueryClass> = Vec::new();
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        let mut terms = Vec::new();
        let mut words = Vec::new();
        let (mut marks, mut figures) = (0, 0);
        for n in 0..query.tokens() {
            let token = query.token(n);
            let name = class_of(token.kind, token.folded, lang);
            let class = known.get(&name).copied().unwrap_or(classes.len());
            match token.kind {
                TokenKind::Punctuation => marks += token.kind.weight(),
                TokenKind::Number => {
                    figures += 1;
                    words.push(None);
                }
                TokenKind::Word | TokenKind::Han => words.push(Some(class)),
            }
            if let Some(class) = classes.get_mut(class) {
                class.count += 1;
                continue;
            }
            let term = match family {
                Some(family) => index.term(family, &name)?,
                None => None,
            };
            terms.extend(term.as_ref().map(|term| (term.number, class as u32)));
            known.insert(name, class);
            classes.push(QueryClass {
                kind: token.kind,
                count: 1,
                term,
            });
        }
        if marks > 0
            && let Some(family) = family
            && let Some(term) = index.other_marks(family)?
        {
            terms.push((term.number, classes.len() as u32));
            classes.push(QueryClass {
                kind: TokenKind::Punctuation,
                count: 0,
                term: Some(term),
            });
        }
        let mut coded = Self {
            weights: (0..query.tokens())
                .map(|n| query.token(n).kind.weight())
                .collect(),
            weight: query.weight(),
            marks,
            figures,
            class_of_term: ClassOfTerm::new(&terms),
            words: WordDistance::new(&words, classes.len()),
            costs: Vec::new(),
            rows: vec![Vec::new(); classes.len()],
            classes,
            met: FxHashMap::default(),
            lang: lang.clone(),
        };
        for kind in [TokenKind::Word, TokenKind::Punctuation, TokenKind::Number] {
            coded
                .costs
                .extend((0..query.tokens()).map(|n| unrelated(kind, query.token(n).kind) as u8));
        }
        Ok(coded)
    }

    pub(super) fn classes(&self) -> &[QueryClass] {
        &self.classes
    }

    /// The weight of the query's marks.
    pub(super) fn marks(&self) -> u32 {
        self.marks
    }

    /// The number of the query's figures.
    pub(super) fn figures(&self) -> u32 {
        self.figures
    }

    /// Whether an entry can cost no more than `most`, by the distance of its words from the query's: a bound from below
    /// that takes a fraction of the time of the cost itself. `None`: the record is damaged.
    #[inline]
    pub(super) fn is_near(&mut self, record: &[u8], most: u32) -> Option<bool> {
        if self.words.length() == 0 {
            return Some(true);
        }
        let classes = &self.class_of_term;
        let distance = if let Some(mut words) = self.words.short() {
            give(record, classes, &mut words)?;
            words.distance()
        } else {
            let words = &mut self.words;
            words.begin();
            give(record, classes, words)?;
            words.distance()
        };
        Some(distance * TokenKind::Word.weight() <= most)
    }

    /// The row of costs of a token, and the class of the query that it shares.
    fn row(&mut self, query: &Prepared, code: Code) -> (u32, Option<usize>) {
        let Some(class) = self.class_of_term.get(code.term) else {
            let row = match terms::kind_of(code.term) {
                TokenKind::Punctuation => MARK_ROW,
                TokenKind::Number => FIGURE_ROW,
                TokenKind::Word | TokenKind::Han => WORD_ROW,
            };
            return (row, None);
        };
        let class = class as usize;
        if let Some((_, row)) = self.rows[class].iter().find(|(form, _)| *form == code.form) {
            return (*row, Some(class));
        }
        let row = (self.costs.len() / self.weights.len().max(1)) as u32;
        let kind = self.classes[class].kind;
        let written = self.classes[class]
            .term
            .as_ref()
            .and_then(|term| terms::forms(&term.forms).nth(code.form as usize))
            .unwrap_or_default();
        let folded = fold_text(written, &self.lang);
        let stem = match kind {
            TokenKind::Word => stem(&folded, &self.lang).into_owned(),
            TokenKind::Number => figure(&folded).to_owned(),
            TokenKind::Han | TokenKind::Punctuation => String::new(),
        };
        let view = TokenView {
            kind,
            written,
            folded: &folded,
            stem: &stem,
        };
        let costs: Vec<u8> = (0..query.tokens())
            .map(|n| substitution(&query.token(n), &view) as u8)
            .collect();
        self.costs.extend(costs);
        self.rows[class].push((code.form, row));
        (row, Some(class))
    }

    /// Reads an entry's tokens into `room` and gives its weight and the largest weight of tokens that it can share
    /// with the query. `None`: the record is damaged.
    pub(super) fn read(
        &mut self,
        query: &Prepared,
        record: &[u8],
        room: &mut Room,
    ) -> Option<(u32, u32)> {
        room.rows.clear();
        room.weights.clear();
        room.left.clear();
        room.left.extend(self.classes.iter().map(|c| c.count));
        let (mut weight, mut marks, mut shared) = (0u32, 0u32, 0u32);
        let (mut figures, mut same_figures) = (0, 0);
        sequence::for_each_code(record, |code| {
            let (row, class) = self.row(query, code);
            let kind = terms::kind_of(code.term);
            let own = kind.weight();
            room.rows.push(row);
            room.weights.push(own);
            weight = weight.saturating_add(own);
            let left = class.and_then(|class| room.left.get_mut(class));
            let common = left.is_some_and(|left| {
                let common = *left > 0;
                *left = left.saturating_sub(1);
                common
            });
            match kind {
                TokenKind::Punctuation => marks += own,
                TokenKind::Number => {
                    figures += 1;
                    same_figures += u32::from(common);
                }
                TokenKind::Word | TokenKind::Han if common => shared += own,
                TokenKind::Word | TokenKind::Han => {}
            }
        })?;
        let figure = TokenKind::Number.weight();
        let other_figures = self.figures.min(figures) - same_figures;
        shared += same_figures * figure + other_figures * (figure - score::costs::NUMBER);
        shared += marks.min(self.marks);
        Some((weight, shared))
    }

    /// The cost of the cheapest edit script between the query and the entry in `room`, if it is at most `most`.
    pub(super) fn cost(&mut self, room: &mut Room, most: u32) -> Option<u32> {
        match self.met.get(&room.rows[..]) {
            Some(Known::Cost(cost)) => return Some(*cost).filter(|cost| *cost <= most),
            Some(Known::MoreThan(least)) if *least >= most => return None,
            _ => {}
        }
        let pair = CodedPair {
            query: self,
            rows: &room.rows,
            weights: &room.weights,
        };
        let cost = score::cheapest(&pair, most, &mut room.table);
        let known = cost.map_or(Known::MoreThan(most), Known::Cost);
        self.met.insert(room.rows.as_slice().into(), known);
        cost
    }

    /// The larger of the two weights.
    pub(super) fn larger(&self, weight: u32) -> u32 {
        self.weight.max(weight)
    }
}

/// Gives the words of a record, by their classes. `None`: the record is damaged.
#[inline]
fn give(record: &[u8], classes: &ClassOfTerm, words: &mut impl Words) -> Option<()> {
    sequence::for_each_term(record, |term| match terms::kind_of(term) {
        TokenKind::Punctuation => {}
        TokenKind::Number => words.next_figure(),
        TokenKind::Word | TokenKind::Han => words.next(classes.get(term)),
    })
}

/// The classes of the query's terms, by open addressing: thousands of tokens are asked for, and most are not there.
#[derive(Debug)]
struct ClassOfTerm {
    slots: Vec<(u32, u32)>,
}

impl ClassOfTerm {
    /// No term has this number.
    const FREE: u32 = u32::MAX;

    fn new(terms: &[(u32, u32)]) -> Self {
        let mut slots = vec![(Self::FREE, 0); (terms.len() * 4).next_power_of_two().max(16)];
        for (term, class) in terms {
            let mut at = Self::place(*term, slots.len());
            while slots[at].0 != Self::FREE && slots[at].0 != *term {
                at = (at + 1) % slots.len();
            }
            slots[at] = (*term, *class);
        }
        Self { slots }
    }

    #[inline]
    fn place(term: u32, slots: usize) -> usize {
        term.wrapping_mul(0x9e37_79b1) as usize >> 8 & (slots - 1)
    }

    #[inline]
    fn get(&self, term: u32) -> Option<u32> {
        let mut at = Self::place(term, self.slots.len());
        loop {
            let (here, class) = self.slots[at];
            if here == term {
                return Some(class);
            }
            if here == Self::FREE {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

struct CodedPair<'a> {
    query: &'a Coded,
    rows: &'a [u32],
    weights: &'a [u32],
}

impl Pair for CodedPair<'_> {
    fn lengths(&self) -> (usize, usize) {
        (self.query.weights.len(), self.rows.len())
    }
    #[inline]
    fn first(&self, i: usize) -> u32 {
        self.query.weights[i]
    }
    #[inline]
    fn second(&self, j: usize) -> u32 {
        self.weights[j]
    }
    #[inline]
    fn cost(&self, i: usize, j: usize) -> u32 {
        u32::from(self.query.costs[self.rows[j] as usize * self.query.weights.len() + i])
    }
}
