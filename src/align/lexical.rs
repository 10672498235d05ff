//! What words gain: for beads of every size, the log-likelihood ratio of the words of one side given those of the
//! other, in both directions, against words that come by chance.
//!
//! Most words of two segments have nothing to do with each other, and gain what a constant of their segments says. So
//! only words that a lexicon links are looked at one by one.

use super::band::Band;
use super::dynamic::MOST;
use super::lexicon::Table;
use super::words::Side;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Both tables of the lexicon, one of them with its other reading direction.
pub(super) struct Lexicon {
    /// p(target | source).
    forward: Table,
    /// p(source | target).
    backward: Table,
    /// For each source word the target words that are translated by it: `backward` read by its columns.
    by_source: Vec<Vec<(u32, f32)>>,
}

impl Lexicon {
    pub(super) fn new(forward: Table, backward: Table, source_words: usize) -> Self {
        let by_source = backward.transposed(source_words);
        Self {
            forward,
            backward,
            by_source,
        }
    }

    /// p(target | source), and p(source | target).
    pub(super) fn tables(self) -> (Table, Table) {
        (self.forward, self.backward)
    }
}

/// How much of a word's probability comes from the lexicon, the rest from chance.
pub(super) const TRUST: f64 = 0.8;
/// So many factors are multiplied before the logarithm is taken: none is above 10^7 or under 0.2.
const FACTORS: usize = 32;
/// A source word that is met so often is looked for in the whole target at once, as long as there are not too many such
/// words: each of them takes a number for every target segment.
const OFTEN: usize = 50;
const MOST_OFTEN: usize = 256;

/// The gains of a range of rows.
pub(super) struct LexicalRows {
    first: usize,
    forward: Vec<Forward>,
    backward: Vec<Backward>,
}

/// Gains of target segments given the source spans that begin at one source segment, by the number of segments of that
/// span: sums over the target segments from `low` up to each position.
pub(super) struct Forward {
    low: usize,
    sums: [Vec<f32>; MOST],
}

/// Gains of one source segment given the target spans that begin at each position from `low` on, by the number of segments
/// of that span.
pub(super) struct Backward {
    low: usize,
    cells: [Vec<f32>; MOST],
}

impl LexicalRows {
    /// Gains of target spans of `count` segments from each of the positions on, given `span` source segments from `row` on.
    pub(super) fn add_forward(
        &self,
        row: usize,
        span: usize,
        count: usize,
        positions: Range<usize>,
        out: &mut [f64],
    ) {
        let forward = &self.forward[row - self.first];
        let sums = &forward.sums[span - 1][positions.start - forward.low..];
        for ((gain, begin), end) in out.iter_mut().zip(sums).zip(&sums[count..]) {
            *gain += f64::from(end - begin);
        }
    }

    /// Gains of the source segment `row` given target spans of `count` segments from each of the positions on.
    pub(super) fn add_backward(
        &self,
        row: usize,
        count: usize,
        positions: Range<usize>,
        out: &mut [f64],
    ) {
        let backward = &self.backward[row - self.first];
        let cells = &backward.cells[count - 1][positions.start - backward.low..];
        for (gain, more) in out.iter_mut().zip(cells) {
            *gain += f64::from(*more);
        }
    }
}

/// Two texts and a lexicon, made ready to be asked for many beads.
pub(super) struct LexicalModel<'a> {
    source: &'a Side,
    target: &'a Side,
    lexicon: &'a Lexicon,
    /// All words of the target, the place where each segment begins, and one over each word's probability.
    words: Vec<u32>,
    starts: Vec<usize>,
    rarity: Vec<f32>,
    /// For each target word the segments that have it, once for each time.
    places: Vec<Vec<u32>>,
    /// For target spans by number of segments and first segment: the factor of a word that is not explained, its logarithm,
    /// and how much an explained one weighs.
    spans: [Spans; MOST],
    /// For source words that are met often: how far each target segment explains them.
    often: FxHashMap<u32, Vec<f32>>,
}

#[derive(Default)]
struct Spans {
    base: Vec<f64>,
    base_log: Vec<f64>,
    weight: Vec<f64>,
}

impl<'a> LexicalModel<'a> {
    pub(super) fn new(source: &'a Side, target: &'a Side, lexicon: &'a Lexicon) -> Self {
        let words: Vec<u32> = target.segments.concat();
        let mut starts = vec![0];
        let mut places = vec![Vec::new(); target.vocabulary.len()];
        for (at, segment) in target.segments.iter().enumerate() {
            starts.push(starts[at] + segment.len());
            for word in segment {
                places[*word as usize].push(at as u32);
            }
        }
        let rarity = words
            .iter()
            .map(|word| (1.0 / target.unigram[*word as usize]) as f32)
            .collect();
        let mut model = Self {
            spans: spans(target, &lexicon.backward),
            often: FxHashMap::default(),
            source,
            target,
            lexicon,
            words,
            starts,
            rarity,
            places,
        };
        model.often = model.often();
        model
    }

    /// How far each target segment explains the commonest source words.
    fn often(&self) -> FxHashMap<u32, Vec<f32>> {
        let mut counts = vec![0_usize; self.source.vocabulary.len()];
        for word in self.source.segments.iter().flatten() {
            counts[*word as usize] += 1;
        }
        let mut often: Vec<u32> = (0..counts.len() as u32)
            .filter(|word| counts[*word as usize] >= OFTEN)
            .collect();
        often.sort_by_key(|word| std::cmp::Reverse(counts[*word as usize]));
        often.truncate(MOST_OFTEN);
        let explained = |word: u32| {
            let mut out = vec![0.0; self.target.segments.len()];
            for (other, p) in &self.lexicon.by_source[word as usize] {
                for place in &self.places[*other as usize] {
                    out[*place as usize] += p;
                }
            }
            (word, out)
        };
        often.into_iter().map(explained).collect()
    }

    /// The gains of rows of a band, and of the source segments behind them that beads of these rows reach.
    pub(super) fn rows(&self, band: &Band, rows: Range<usize>) -> LexicalRows {
        let n = self.source.segments.len();
        let ends = (rows.end - 1 + MOST).min(n);
        let mut links = Links::new(self);
        LexicalRows {
            first: rows.start,
            forward: rows
                .clone()
                .map(|row| {
                    let (low, high) = band.hull(row..=row);
                    self.forward(row, low, high, band, &mut links)
                })
                .collect(),
            backward: (rows.start..ends)
                .map(|segment| {
                    let (low, high) = band.hull(segment.saturating_sub(MOST - 1)..=segment);
                    self.backward(segment, low, high)
                })
                .collect(),
        }
    }

    fn forward(
        &self,
        row: usize,
        low: usize,
        high: usize,
        band: &Band,
        links: &mut Links,
    ) -> Forward {
        let end = (high + MOST).min(self.target.segments.len());
        let mut sums: [Vec<f32>; MOST] = std::array::from_fn(|_| vec![0.0; high + MOST + 1 - low]);
        let segments = &self.source.segments[row..];
        let spans = segments.len().min(MOST);
        if spans == 0 {
            return Forward { low, sums };
        }
        // What a word gains that nothing explains, and what weight an explanation has.
        let (mut open, mut length) = (1.0_f64, 1.0_f64);
        let mut base = [1.0; MOST];
        let mut weight = [0.0_f32; MOST];
        for span in 0..spans {
            for word in &segments[span] {
                open += f64::from(self.lexicon.forward.open(*word));
                length += 1.0;
            }
            base[span] = (1.0 - TRUST) + TRUST * open / length;
            weight[span] = (TRUST / length) as f32;
        }
        let base_log = base.map(f64::ln);
        links.reach(row, spans, band, self);
        let from = self.starts[low];
        let explained: [&[f32]; MOST] =
            std::array::from_fn(|span| links.of(row + span.min(spans - 1), from));
        let mut total = [0.0_f64; MOST];
        for segment in low..end {
            let (mut plain, mut factors) = (0_usize, 0);
            let mut product = [1.0_f64; MOST];
            for at in self.starts[segment]..self.starts[segment + 1] {
                let mut sum = 0.0;
                let mut by_span = [0.0_f32; MOST];
                for span in 0..spans {
                    sum += explained[span][at - from];
                    by_span[span] = sum;
                }
                if sum == 0.0 {
                    plain += 1;
                    continue;
                }
                let rarity = self.rarity[at];
                for span in 0..MOST {
                    product[span] *=
                        base[span] + f64::from(by_span[span] * (rarity * weight[span]));
                }
                factors += 1;
                if factors % FACTORS == 0 {
                    for span in 0..MOST {
                        total[span] += product[span].ln();
                    }
                    product = [1.0; MOST];
                }
            }
            for span in 0..MOST {
                total[span] += product[span].ln() + plain as f64 * base_log[span];
                sums[span][segment + 1 - low] = total[span] as f32;
            }
        }
        Forward { low, sums }
    }

    fn backward(&self, segment: usize, low: usize, high: usize) -> Backward {
        let count = high + 1 - low;
        let end = (high + MOST).min(self.target.segments.len());
        let mut product: [Vec<f64>; MOST] = std::array::from_fn(|_| vec![1.0; count]);
        let mut total: [Vec<f64>; MOST] = std::array::from_fn(|_| vec![0.0; count]);
        let mut explained = vec![0.0_f32; count + MOST];
        let mut sum = vec![0.0_f64; count];
        let (mut plain, mut factors) = (0_usize, 0);
        for word in &self.source.segments[segment] {
            if !self.explained(*word, low, end, &mut explained) {
                plain += 1;
                continue;
            }
            let rarity = 1.0 / self.source.unigram[*word as usize];
            sum.fill(0.0);
            for (span, product) in product.iter_mut().enumerate() {
                let spans = &self.spans[span];
                let constants = spans.base[low..].iter().zip(&spans.weight[low..]);
                let here = sum.iter_mut().zip(&explained[span..]);
                for ((product, (sum, more)), (base, weight)) in
                    product.iter_mut().zip(here).zip(constants)
                {
                    *sum += f64::from(*more);
                    *product *= base + *sum * rarity * weight;
                }
            }
            factors += 1;
            if factors % FACTORS == 0 {
                for (total, product) in total.iter_mut().zip(&mut product) {
                    for (total, product) in total.iter_mut().zip(product) {
                        *total += product.ln();
                        *product = 1.0;
                    }
                }
            }
        }
        let cells = std::array::from_fn(|span| {
            let plain = plain as f64;
            let sums = total[span].iter().zip(&product[span]);
            sums.zip(&self.spans[span].base_log[low..])
                .map(|((total, product), base)| (total + product.ln() + plain * base) as f32)
                .collect()
        });
        Backward { low, cells }
    }

    /// How far target segments explain a source word; false if none of them does. Nothing behind `end` is written.
    fn explained(&self, word: u32, low: usize, end: usize, out: &mut [f32]) -> bool {
        let here = &mut out[..end - low];
        if let Some(often) = self.often.get(&word) {
            here.copy_from_slice(&often[low..end]);
            return true;
        }
        here.fill(0.0);
        let mut any = false;
        for (other, p) in &self.lexicon.by_source[word as usize] {
            let places = &self.places[*other as usize];
            let first = places.partition_point(|place| (*place as usize) < low);
            for place in &places[first..] {
                let Some(cell) = here.get_mut(*place as usize - low) else {
                    break;
                };
                *cell += p;
                any = true;
            }
        }
        any
    }
}

/// The constants of target spans.
fn spans(target: &Side, backward: &Table) -> [Spans; MOST] {
    let open: Vec<f64> = target
        .segments
        .iter()
        .map(|words| {
            words
                .iter()
                .map(|word| f64::from(backward.open(*word)))
                .sum()
        })
        .collect();
    let mut out: [Spans; MOST] = Default::default();
    // One position more: a path can end behind the last segment.
    for first in 0..=target.segments.len() {
        let (mut rest, mut length) = (1.0, 1.0);
        for (span, constants) in out.iter_mut().enumerate() {
            if let Some(words) = target.segments.get(first + span) {
                rest += open[first + span];
                length += words.len() as f64;
            }
            let base: f64 = (1.0 - TRUST) + TRUST * rest / length;
            constants.base.push(base);
            constants.base_log.push(base.ln());
            constants.weight.push(TRUST / length);
        }
    }
    out
}

/// How far source segments explain the words of the target, one after another as they are needed.
struct Links {
    /// One number a target word form.
    dense: Vec<f32>,
    /// The last source segments: number, first target word, and p for each target word from there on.
    rows: [(usize, usize, Vec<f32>); MOST],
}

impl Links {
    fn new(model: &LexicalModel<'_>) -> Self {
        Self {
            dense: vec![0.0; model.target.vocabulary.len()],
            rows: std::array::from_fn(|_| (usize::MAX, 0, Vec::new())),
        }
    }

    /// Computes the segments of the spans that begin at a row, as far as they are not known.
    fn reach(&mut self, row: usize, spans: usize, band: &Band, model: &LexicalModel<'_>) {
        for segment in row..row + spans {
            let slot = &mut self.rows[segment % MOST];
            if slot.0 == segment {
                continue;
            }
            let (low, high) = band.hull(segment.saturating_sub(MOST - 1)..=segment);
            let end = (high + MOST).min(model.target.segments.len());
            let words = &model.words[model.starts[low]..model.starts[end]];
            let source = &model.source.segments[segment];
            for word in source {
                for (other, p) in model.lexicon.forward.row(*word) {
                    self.dense[*other as usize] += p;
                }
            }
            slot.0 = segment;
            slot.1 = model.starts[low];
            slot.2.clear();
            slot.2
                .extend(words.iter().map(|word| self.dense[*word as usize]));
            for word in source {
                for (other, _) in model.lexicon.forward.row(*word) {
                    self.dense[*other as usize] = 0.0;
                }
            }
        }
    }

    /// A segment's numbers from a word of the target on.
    fn of(&self, segment: usize, word: usize) -> &[f32] {
        let (_, first, row) = &self.rows[segment % MOST];
        &row[word - first..]
    }
}
