//! What the formats with a column a language have in common.

use super::left_out::{EMPTY_TEXTS, LeftOut, NO_LANGUAGE, NO_TEXT, TAGS};
use super::oddity::{Oddity, Remark, of_locale, only_language, several_in_one};
use super::sides::{is_source, is_target};
use super::{Entry, Rejected};
use crate::lang::{ColumnName, Fit, Lang};
use crate::model::{Tu, Tuv};
use std::collections::VecDeque;

/// Which column of a table holds what; columns count from 0.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    id: Option<usize>,
    texts: Vec<(usize, Lang)>,
    source: Option<Lang>,
    /// Those that the header leaves without a name.
    nameless: Vec<usize>,
    /// How many columns the header names; `None` without a header.
    width: Option<usize>,
    /// What to say about the names of the columns.
    remarks: Vec<Remark>,
}

/// A header names source and target, and nobody says which languages they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct NoLanguages;

impl Columns {
    /// The columns of a header; `None` where the row is none. A header has `source` and `target`, or languages
    /// (tags, or names such as `Azerbaijani`): two of them, or one beside an `id`.
    pub(super) fn of_header(
        cells: &[&str],
        source: Option<&Lang>,
        target: Option<&Lang>,
    ) -> Result<Option<Self>, NoLanguages> {
        let find = |name: &str| {
            cells
                .iter()
                .position(|cell| cell.trim().eq_ignore_ascii_case(name))
        };
        let id = find("id");
        let called = |is_side: fn(&str) -> bool| cells.iter().position(|cell| is_side(cell));
        let names = ColumnName::of_header(cells);
        let mut texts: Vec<(usize, Lang)> = cells
            .iter()
            .zip(&names)
            .enumerate()
            .filter(|(column, _)| Some(*column) != id)
            .filter_map(|(column, (cell, name))| {
                Some((column, language(name, cell, source, target)?))
            })
            .collect();
        // Columns of languages speak for themselves, unless there are a source and a target by their very names.
        let pair = if texts.len() < 2 {
            called(is_source).zip(called(is_target))
        } else {
            find("source").zip(find("target"))
        };
        if let Some((from, to)) = pair {
            let (Some(source), Some(target)) = (source, target) else {
                return Err(NoLanguages);
            };
            let others = cells.iter().enumerate().filter(|(column, cell)| {
                ![id, Some(from), Some(to)].contains(&Some(*column)) && !cell.trim().is_empty()
            });
            return Ok(Some(Self {
                id,
                texts: vec![(from, source.clone()), (to, target.clone())],
                source: Some(source.clone()),
                nameless: nameless(cells),
                width: Some(cells.len()),
                remarks: others.map(|(_, cell)| left_alone(cell.trim())).collect(),
            }));
        }
        // A source beside languages is in the one that the user names, unless that has a column of its own.
        if let (Some(column), Some(lang)) = (called(is_source), source)
            && !texts.is_empty()
            && texts.iter().all(|(_, own)| lang.fit(own).is_none())
        {
            texts.push((column, lang.clone()));
            texts.sort_by_key(|(column, _)| *column);
        }
        if texts.len() < 2 && (texts.is_empty() || id.is_none()) {
            return Ok(None);
        }
        let remarks = remarks_on(cells, names, id, &texts);
        let source = source_of(texts.iter().map(|(_, lang)| lang), source);
        // With identifiers a table is a list of units, as karvan writes it, and not one of pairs.
        Ok(Some(Self {
            id,
            texts,
            source,
            nameless: nameless(cells),
            width: Some(cells.len()),
            remarks,
        }))
    }

    /// Column 1 the source, column 2 the target; `None` where nobody says the languages.
    pub(super) fn first_two(source: Option<&Lang>, target: Option<&Lang>) -> Option<Self> {
        let (source, target) = (source?, target?);
        Some(Self {
            id: None,
            texts: vec![(0, source.clone()), (1, target.clone())],
            source: Some(source.clone()),
            nameless: Vec::new(),
            width: None,
            remarks: Vec::new(),
        })
    }

    /// Whether a column may be something else than its name says: one of several that are called by a code of a language alone.
    pub(super) fn need_content(&self) -> bool {
        self.width.is_some() && self.texts.len() > LEAST_BESIDE
    }

    /// Takes those for no languages that hold numbers where others hold words, by the first rows; and remarks on names that are
    /// words too. What the user asked for is a language.
    pub(super) fn weigh_content(
        &mut self,
        rows: &VecDeque<(usize, Vec<String>)>,
        source: Option<&Lang>,
        target: Option<&Lang>,
    ) {
        let asked = |lang: &Lang| {
            let mut both = [source, target].into_iter().flatten();
            both.any(|own| own.fit(lang).is_some())
        };
        let all = self.texts.clone();
        let columns: Vec<usize> = all.iter().map(|(column, _)| *column).collect();
        let clear = all
            .iter()
            .filter(|(_, lang)| !ColumnName::is_word_too(lang));
        // Where both languages are asked for nothing else is read.
        let has_clear = clear.count() >= LEAST_BESIDE && (source.is_none() || target.is_none());
        for (column, lang) in &all {
            if asked(lang) || lang.as_str().len() > LONGEST_CODE {
                continue;
            }
            let rows = rows.iter().map(|(_, cells)| cells.as_slice());
            let is_one_more =
                self.texts.len() > LEAST_BESIDE || Lang::parse(lang.as_str()).is_err();
            let what = if is_one_more && is_numbering(rows, *column, &columns) {
                self.texts.retain(|(own, _)| own != column);
                format!(
                    "the column {lang} holds numbers and was left alone: if this is a language, name it with -s or -t"
                )
            } else if has_clear && ColumnName::is_word_too(lang) {
                format!(
                    "the column {lang} was read as a language: if it is none, name the languages with -s and -t"
                )
            } else {
                continue;
            };
            self.remarks.push(Remark::new(Oddity::Note, 0, what));
        }
    }

    /// What to say about the names of the columns, once.
    pub(super) fn take_remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }

    /// The columns that hold texts, with their languages.
    pub(super) fn texts(&self) -> &[(usize, Lang)] {
        &self.texts
    }

    /// How many columns there are up to the last one that the header names; 0 without a header.
    pub(super) fn named_width(&self) -> usize {
        let mut columns = (0..self.width.unwrap_or(0)).rev();
        let last = columns.find(|column| self.nameless.binary_search(column).is_err());
        last.map_or(0, |last| last + 1)
    }

    /// Whether one of the columns is for texts of this language.
    pub(super) fn has_place_for(&self, lang: &Lang) -> bool {
        self.texts.iter().any(|(_, own)| lang.fit(own).is_some())
    }

    /// What is said of the cells of a row that hold something and have no name above them. Without a header the columns after
    /// the second are none of the pair, as in what `karvan align` writes. Like columns with other names they are no fault.
    fn nameless_cells(&self, cells: &[&str], line: usize) -> Option<Remark> {
        let text = match self.width {
            Some(_) => "a cell of a column without a name was left out",
            None => "a cell after the second one was left out: the file has no header",
        };
        let is_nameless = |column: usize| match self.width {
            Some(_) => self.nameless.binary_search(&column).is_ok(),
            None => column >= self.texts.len(),
        };
        let lost = cells
            .iter()
            .enumerate()
            .filter(|(column, cell)| is_nameless(*column) && !cell.trim().is_empty());
        let count = lost.count();
        let mut remark = Remark::new(Oddity::Note, line, text);
        remark.count = count as u64;
        (count > 0).then_some(remark)
    }

    /// The unit of a row. One without any text is rejected, and so is one of a single cell, whose columns are
    /// separated by something else, and one with more cells than the header, whose texts stand in wrong columns;
    /// `separated` says how the format separates them.
    pub(super) fn entry(&self, cells: &[&str], line: usize, separated: &str) -> Entry {
        let cell = |column: usize| cells.get(column).copied().unwrap_or("");
        let id = self.id.map(|column| cell(column).trim().to_owned());
        let id = id.filter(|id| !id.is_empty());
        if let Some(width) = self.width
            && cells.iter().skip(width).any(|cell| !cell.trim().is_empty())
        {
            let filled = cells.iter().rposition(|cell| !cell.trim().is_empty());
            let reason = more_cells(filled.map_or(0, |last| last + 1), width, separated);
            return Entry::Rejected(Rejected::new(line, id, reason).broken());
        }
        let mut tu = Tu {
            tuid: id,
            source_lang: self.source.clone(),
            ..Tu::default()
        };
        // Blanks beside a text are none; where all texts are blanks, these are the unit.
        let all_blank = self.texts.iter().all(|(column, _)| is_blank(cell(*column)));
        let mut empty = Vec::new();
        for (column, lang) in &self.texts {
            let text = cell(*column);
            if text.is_empty() || is_blank(text) && !all_blank {
                empty.push(lang.as_str());
            } else {
                tu.variants.push(Tuv::plain(lang.clone(), text));
            }
        }
        if cells.len() == 1 && self.texts.len() > 1 {
            let reason = format!("there is only one column (columns are separated by {separated})");
            return Entry::Rejected(Rejected::new(line, tu.tuid, reason).broken());
        }
        let mut remarks: Vec<Remark> = self.nameless_cells(cells, line).into_iter().collect();
        match &tu.variants[..] {
            [] => {
                let reason = format!("there is no text in {}", empty.join(", "));
                return Entry::Rejected(Rejected::new(line, tu.tuid, reason));
            }
            [only] if self.texts.len() > 1 => {
                let text = only_language(&only.lang);
                remarks.push(Remark::new(Oddity::OneLanguage, line, text));
            }
            several => {
                let of_one = several_in_one(several).into_iter();
                remarks.extend(of_one.map(|text| Remark::new(Oddity::SameLanguage, line, text)));
            }
        }
        Entry::Unit {
            line,
            remarks,
            tu: Box::new(tu),
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The columns that this header leaves without a name.
fn nameless(header: &[&str]) -> Vec<usize> {
    let names = header.iter().enumerate();
    let without = names.filter(|(_, name)| name.trim().is_empty());
    without.map(|(column, _)| column).collect()
}

/// Beside so many languages a column may be something else.
pub(super) const LEAST_BESIDE: usize = 2;

/// The code of a language alone.
pub(super) const LONGEST_CODE: usize = 3;

/// Whether a column holds numbers, marks or nothing where other columns hold words.
pub(super) fn is_numbering<'r>(
    rows: impl Iterator<Item = &'r [String]>,
    column: usize,
    columns: &[usize],
) -> bool {
    let has_letters = |cell: &str| cell.chars().any(char::is_alphabetic);
    let mut beside_words = false;
    for cells in rows {
        let cell = |column: &usize| cells.get(*column).map_or("", String::as_str);
        let own = cell(&column);
        if has_letters(own) {
            return false;
        }
        let mut others = columns.iter().filter(|other| **other != column);
        beside_words |= !own.trim().is_empty() && others.any(|other| has_letters(cell(other)));
    }
    beside_words
}

/// The one of these languages that is the source asked for.
pub(super) fn source_of<'a>(
    langs: impl Iterator<Item = &'a Lang>,
    asked: Option<&Lang>,
) -> Option<Lang> {
    let asked = asked?;
    langs
        .filter_map(|lang| Some((asked.fit(lang)?, lang)))
        .min_by_key(|(fit, _)| *fit)
        .map(|(_, lang)| lang.clone())
}

/// The language that a header's cell names. What may be a word of a text ("the"), and a code that nobody knows, count only
/// where the user asked for that language.
fn language(
    name: &ColumnName,
    cell: &str,
    source: Option<&Lang>,
    target: Option<&Lang>,
) -> Option<Lang> {
    let asked = || [source, target].into_iter().flatten();
    match name {
        ColumnName::Tag(lang) | ColumnName::Name(lang) | ColumnName::Odd(lang) => {
            Some(lang.clone())
        }
        ColumnName::Word(lang) if asked().any(|own| own.fit(lang).is_some()) => Some(lang.clone()),
        _ => {
            let (written, _) = Lang::parse_lenient(cell).ok()?;
            let is_it = |own: &&Lang| own.fit(&written) == Some(Fit::Same);
            asked().find(is_it).map(|_| written.clone())
        }
    }
}

/// Why a row is rejected that has more cells than the header has columns, which would be lost.
pub(super) fn more_cells(cells: usize, width: usize, separated: &str) -> String {
    format!("the row has {cells} cells, the header {width}: perhaps {separated} stand in a text")
}

/// What to say about the names of the columns that are odd, or that look like languages and were left alone.
fn remarks_on(
    cells: &[&str],
    names: Vec<ColumnName>,
    id: Option<usize>,
    texts: &[(usize, Lang)],
) -> Vec<Remark> {
    let names: Vec<(usize, &str, ColumnName)> = cells
        .iter()
        .zip(names)
        .enumerate()
        .filter(|(column, _)| Some(*column) != id)
        .map(|(column, (cell, name))| (column, cell.trim(), name))
        .collect();
    // What is only called source may be where a row comes from.
    let is_its_source = |cell: &str| is_source(cell) && !cell.eq_ignore_ascii_case("source");
    let is_taken = |column: usize| texts.iter().any(|(taken, _)| *taken == column);
    // Beside columns of other things a word is one of them.
    let only_languages = names
        .iter()
        .all(|(column, _, name)| is_taken(*column) || matches!(name, ColumnName::Word(_)));
    let code = |lang: &Lang, cell: &str| {
        let is_odd = Lang::parse_lenient(cell)
            .is_ok_and(|(read, is_odd)| is_odd && read.fit(lang) == Some(Fit::Same));
        let (oddity, text) = of_locale(lang, is_odd, cell)?;
        Some(Remark::new(oddity, 0, format!("the column {text}")))
    };
    let remark = |(column, cell, name): &(usize, &str, ColumnName)| match (name, is_taken(*column))
    {
        (ColumnName::Odd(lang), true) => code(lang, cell).filter(|_| !lang.is_private()),
        (ColumnName::Tag(lang) | ColumnName::Word(lang), true) => code(lang, cell),
        // A name in words says itself.
        (ColumnName::Name(lang), true) if cell.len() <= LONGEST_CODE => code(lang, cell),
        (ColumnName::Word(_), false) if only_languages || cell.len() == 2 => Some(Remark::new(
            Oddity::Other,
            0,
            format!(
                "the column {cell} was left alone: if this is the code of a language, name it with -s or -t"
            ),
        )),
        // A table may have columns of anything. Without quotation marks, so that each name is told apart.
        (ColumnName::Resembling, false) => Some(Remark::new(
            Oddity::Note,
            0,
            format!("the column {cell} is no language and was left alone"),
        )),
        (ColumnName::Other, false) if is_its_source(cell) => Some(Remark::new(
            Oddity::Other,
            0,
            format!("the column {cell} was left alone: name its language with -s"),
        )),
        (_, false) if !cell.is_empty() => Some(left_alone(cell)),
        _ => None,
    };
    names.iter().filter_map(remark).collect()
}

/// That a column of something else than texts was not read.
pub(super) fn left_alone(name: &str) -> Remark {
    let text = format!("the column {name} was left alone: it is neither a text nor an id");
    Remark::new(Oddity::Note, 0, text)
}

/// The variant that each of these columns shows. A variant whose very tag is a column stands there and nowhere
/// else, so that nothing is said twice; what is left goes to the column that it fits best.
pub(super) fn variants<'t>(tu: &'t Tu, langs: &[Lang]) -> Vec<Option<&'t Tuv>> {
    langs
        .iter()
        .map(|lang| {
            tu.variants
                .iter()
                .filter(|tuv| tuv.lang == *lang || !langs.contains(&tuv.lang))
                .filter_map(|tuv| Some((lang.fit(&tuv.lang)?, tuv)))
                .min_by_key(|(fit, _)| *fit)
                .map(|(_, tuv)| tuv)
        })
        .collect()
}

/// The texts of a unit in these columns, what has no place among them counted; `None` where it has none of them.
pub(super) fn texts(
    tu: &Tu,
    langs: &[Lang],
    left_out: &mut LeftOut,
) -> Option<Vec<Option<String>>> {
    let variants = variants(tu, langs);
    let shown: Vec<&Tuv> = variants.iter().flatten().copied().collect();
    if shown.is_empty() {
        left_out.unit(NO_LANGUAGE);
        return None;
    }
    let mut shown_in = langs.iter().zip(&variants);
    let elsewhere = shown_in.any(|(lang, tuv)| tuv.is_some_and(|tuv| tuv.lang != *lang));
    left_out.add(TAGS, usize::from(elsewhere));
    let texts: Vec<Option<String>> = variants
        .into_iter()
        .map(|tuv| tuv.map(|tuv| tuv.segment.text()))
        .collect();
    if texts.iter().flatten().all(String::is_empty) {
        left_out.unit(NO_TEXT);
        return None;
    }
    let all_blank = texts.iter().flatten().all(|text| is_blank(text));
    let is_lost = |text: &&String| text.is_empty() || is_blank(text) && !all_blank;
    left_out.add(EMPTY_TEXTS, texts.iter().flatten().filter(is_lost).count());
    left_out.beyond_text(tu, &shown, |_| false);
    Some(texts)
}
