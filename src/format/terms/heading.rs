//! What the header of a table of terms says: its columns by what each is called, weighed against one another and against what stands
//! in them. What a name means is guessed, and can be said.

use super::meaning::{MEANINGS, Meaning, plain, words};
use super::status::Whose;
use super::{ReadTerms, TermOptions};
use crate::error::{Error, Result};
use crate::format::columns::{LEAST_BESIDE, LONGEST_CODE, is_numbering};
use crate::format::remarks::in_short;
use crate::format::sides::{is_spoken_source, is_spoken_target, small};
use crate::lang::{ColumnName, Lang};
use std::path::Path;

/// What the columns of a header mean.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) meanings: Vec<Option<Meaning>>,
    /// The columns of which the user said that they hold a language, or what else.
    pub(super) said: Vec<usize>,
    /// Whether there is such a column by a map.
    is_mapped: bool,
    /// Whether it names source and target in place of languages.
    has_sides: bool,
    /// The language of the sources, where the user names it.
    source: Option<Lang>,
    /// The columns of terms with those that say the status of the term in each, as far as the header has one after each.
    judges: Vec<(usize, Vec<usize>)>,
}

impl Columns {
    /// The terms that the status of a row is about: all but the source, which the user names, or which is the first language.
    pub(super) fn all_terms(&self) -> Whose<'_> {
        let first = self
            .meanings
            .iter()
            .flatten()
            .find_map(|meaning| match meaning {
                Meaning::Terms(lang) => Some(lang),
                _ => None,
            });
        let source = self.source.as_ref().or(first);
        source.map_or(Whose::Entry, Whose::Translations)
    }

    /// Takes the column `status` for the glossary's word for the line where the header is that of a glossary of karvan, which has a
    /// column of its own for what is forbidden; whether it is.
    pub(super) fn take_for_glossary(&mut self) -> bool {
        let first = self.names.first().is_some_and(|name| name == "id");
        let mut names = self.names.iter();
        let is_glossary =
            first && names.any(|name| name == "flags" || name.ends_with("_forbidden"));
        let mut statuses = (0..self.names.len()).filter(|at| self.names[*at] == "status");
        // Several of them are about the terms before each.
        let status = statuses.next().filter(|_| statuses.next().is_none());
        let status = status.filter(|at| is_glossary && !self.said.contains(at));
        if let Some(at) = status {
            self.meanings[at] = Some(Meaning::OwnStatus);
        }
        status.is_some()
    }

    /// Whether a first line that speaks is a header, where the user names both languages of a list: `EU` and `AB` are terms as
    /// well as codes. A header has one of the languages, or says something else that a list does not.
    pub(super) fn is_of_list(&self, options: &TermOptions) -> bool {
        let (Some(source), Some(target)) = (&options.source, &options.target) else {
            return false;
        };
        let is_header = self.meanings.iter().flatten().any(|meaning| match meaning {
            Meaning::Terms(lang) => [source, target].iter().any(|own| own.fit(lang).is_some()),
            Meaning::Forbidden(_)
            | Meaning::DefinitionIn(_)
            | Meaning::NoteIn(_)
            | Meaning::Status(Some(_))
            | Meaning::IsForbidden(Some(_)) => false,
            _ => true,
        });
        !is_header && !self.is_mapped
    }

    pub(super) fn of(header: &[String], path: &Path, options: &TermOptions) -> Result<Self> {
        let is_asked = |lang: &Lang| {
            let mut asked = [&options.source, &options.target].into_iter().flatten();
            asked.any(|own| own.fit(lang).is_some())
        };
        let meaning = |name: &String| Meaning::of(name, is_asked);
        let mut meanings: Vec<Option<Meaning>> = header.iter().map(meaning).collect();
        let sides = sides(header).filter(|_| count_languages(&meanings) == 0);
        if let Some((from, to)) = sides
            && let (Some(source), Some(target)) = (&options.source, &options.target)
        {
            meanings[from] = Some(Meaning::Terms(source.clone()));
            meanings[to] = Some(Meaning::Terms(target.clone()));
        }
        let mut said = Vec::new();
        for (at, meaning) in meanings.iter().enumerate() {
            said.extend(
                matches!(meaning, Some(Meaning::Terms(lang)) if is_asked(lang)).then_some(at),
            );
        }
        for (name, meaning) in &options.map {
            let Some(at) = header.iter().position(|own| own.trim() == name.trim()) else {
                return Err(Error::usage(
                    format!("{}: there is no column {name:?}", path.display()),
                    format!("its columns are {}", in_short(header.join(", "))),
                ));
            };
            let known = Meaning::of(meaning, |_| true).ok_or_else(|| {
                Error::usage(
                    format!("{meaning:?} is no meaning of a column"),
                    format!("say one of {MEANINGS}"),
                )
            })?;
            meanings[at] = Some(known);
            said.push(at);
        }
        leave_words(header, &mut meanings, &said, is_asked);
        one_identifier(header, &mut meanings, &said);
        join_languages(&mut meanings);
        Ok(Self {
            names: header.to_vec(),
            meanings,
            said,
            is_mapped: !options.map.is_empty(),
            has_sides: sides.is_some(),
            source: options.source.clone(),
            judges: Vec::new(),
        })
    }

    /// The columns without those that hold numbers where others hold words: a `no` beside two languages is a number. What is
    /// left out so, and names that are words too, are remarked on.
    pub(super) fn weighed(&self, rows: &[(usize, Vec<String>)], out: &mut ReadTerms) -> Self {
        let mut weighed = self.clone();
        let terms: Vec<(usize, &Lang)> = self
            .meanings
            .iter()
            .enumerate()
            .filter_map(|(column, meaning)| match meaning {
                Some(Meaning::Terms(lang)) => Some((column, lang)),
                _ => None,
            })
            .collect();
        weighed.weigh_flags(&terms, rows, out);
        let is_left = |column: &usize| matches!(weighed.meanings[*column], Some(Meaning::Terms(_)));
        let terms: Vec<(usize, &Lang)> = (terms.into_iter())
            .filter(|(column, _)| is_left(column))
            .collect();
        let columns: Vec<usize> = terms.iter().map(|(column, _)| *column).collect();
        let clear = terms
            .iter()
            .filter(|(_, lang)| !ColumnName::is_word_too(lang));
        let has_clear = clear.count() >= LEAST_BESIDE;
        for (column, lang) in terms {
            if self.said.contains(&column) || lang.as_str().len() > LONGEST_CODE {
                continue;
            }
            let name = self.names[column].trim();
            let cells = rows.iter().map(|(_, cells)| cells.as_slice());
            // Beside karvan's own identifiers a tag is a language, whose terms may be numbers and marks, unless it is a word too.
            let is_own = self.has_own_id()
                && matches!(ColumnName::of(name), ColumnName::Tag(_))
                && !ColumnName::is_word_too(lang);
            let is_one_more = weighed.languages() > LEAST_BESIDE && !is_own;
            if is_one_more && is_numbering(cells, column, &columns) {
                weighed.meanings[column] = None;
                out.remark(format!(
                    "the column {name:?} holds numbers and was left alone: if this is a language, say --map {name}={lang}"
                ));
            } else if has_clear && ColumnName::is_word_too(lang) {
                out.remark(format!(
                    "the column {name:?} was read as a language: if it is none, say --map {name}=ignore"
                ));
            }
        }
        weighed.judges = judges(&weighed.meanings);
        let is_told = !weighed.judges.is_empty();
        weighed.judge_languages();
        if is_told {
            out.remark("each of several columns of status was read as that of the column of terms beside it, not of the row");
        }
        weighed
    }

    /// Adds the columns of status of a language (`az,az_status,az,az_status`) to the columns of its terms.
    fn judge_languages(&mut self) {
        let mut langs: Vec<&Lang> = Vec::new();
        for meaning in self.meanings.iter().flatten() {
            match meaning {
                Meaning::Terms(lang) if !langs.contains(&lang) => langs.push(lang),
                _ => {}
            }
        }
        let mut judges = std::mem::take(&mut self.judges);
        for lang in langs {
            let is_term = |own: &Meaning| matches!(own, Meaning::Terms(own) if own == lang);
            let terms = places(&self.meanings, is_term);
            for meaning in [
                Meaning::Status(Some(lang.clone())),
                Meaning::IsForbidden(Some(lang.clone())),
                Meaning::IsPreferred(lang.clone()),
            ] {
                let statuses = places(&self.meanings, |own| *own == meaning);
                join_beside(&mut judges, &terms, &statuses);
            }
        }
        self.judges = judges;
    }

    /// The columns that say the status of the terms in a column.
    pub(super) fn judges_of(&self, terms: usize) -> &[usize] {
        let mut judges = self.judges.iter();
        let own = judges.find(|(column, _)| *column == terms);
        own.map_or(&[], |(_, judges)| judges)
    }

    /// The column of terms whose status a column says, if it is about no whole row.
    pub(super) fn judged_by(&self, status: usize) -> Option<usize> {
        let mut judges = self.judges.iter();
        let own = judges.find(|(_, judges)| judges.contains(&status));
        own.map(|(terms, _)| *terms)
    }

    /// Whether there is an identifier that is called as a glossary of karvan calls it.
    pub(super) fn has_own_id(&self) -> bool {
        self.names.iter().any(|name| name == "id")
    }

    pub(super) fn languages(&self) -> usize {
        count_languages(&self.meanings)
    }

    /// Whether it names source and target in place of languages.
    pub(super) fn has_sides(&self) -> bool {
        self.has_sides
    }

    /// Whether this is a header at all. One language is enough where an identifier, the user, or what each of the other columns
    /// is called says that it is one; `source` may also be a language that is not named.
    pub(super) fn speak(&self) -> bool {
        let has = |meaning: Meaning| self.meanings.contains(&Some(meaning));
        let is_known = self.meanings.len() > 1
            && self.meanings.iter().all(Option::is_some)
            && !has(Meaning::Source);
        self.languages() > 1
            || self.languages() == 1 && (has(Meaning::Id) || self.is_mapped || is_known)
    }
}

fn count_languages(meanings: &[Option<Meaning>]) -> usize {
    let terms = |meaning: &&Option<Meaning>| matches!(meaning, Some(Meaning::Terms(_)));
    meanings.iter().filter(terms).count()
}

/// The columns of terms with those that say a status without a language, where such columns stand beside several columns of terms:
/// each behind its own (`en,status,az,status`), or each before it.
fn judges(meanings: &[Option<Meaning>]) -> Vec<(usize, Vec<usize>)> {
    let terms = places(meanings, |meaning| matches!(meaning, Meaning::Terms(_)));
    let mut judges: Vec<(usize, Vec<usize>)> = Vec::new();
    for meaning in [Meaning::Status(None), Meaning::IsForbidden(None)] {
        let statuses = places(meanings, |own| *own == meaning);
        join_beside(&mut judges, &terms, &statuses);
    }
    judges
}

/// The columns whose meaning is wanted.
fn places(meanings: &[Option<Meaning>], is_wanted: impl Fn(&Meaning) -> bool) -> Vec<usize> {
    let all = meanings.iter().enumerate();
    let wanted = all.filter(|(_, meaning)| meaning.as_ref().is_some_and(&is_wanted));
    wanted.map(|(column, _)| column).collect()
}

/// Adds columns of status to the columns of terms beside them, unless all stand beside one.
fn join_beside(judges: &mut Vec<(usize, Vec<usize>)>, terms: &[usize], statuses: &[usize]) {
    let stand_before = statuses.first() < terms.first() && statuses.last() < terms.last();
    let beside = |status: usize| {
        if stand_before {
            terms.iter().find(|column| **column > status)
        } else {
            terms.iter().rfind(|column| **column < status)
        }
    };
    let pairs = statuses.iter().filter_map(|at| Some((*beside(*at)?, *at)));
    let pairs: Vec<(usize, usize)> = pairs.collect();
    // All behind one column are about the row, or the language.
    if pairs.iter().any(|(column, _)| *column != pairs[0].0) {
        for (column, status) in pairs {
            match judges.iter_mut().find(|(own, _)| *own == column) {
                Some((_, more)) => more.push(status),
                None => judges.push((column, vec![status])),
            }
        }
    }
}

/// How tables that do not name their languages call the columns of terms, source and target.
const SIDES: [[&str; 4]; 2] = [
    ["source", "source term", "source text", "term"],
    ["target", "target term", "target text", "translation"],
];

/// The columns of source and target, where a header has both.
fn sides(header: &[String]) -> Option<(usize, usize)> {
    let names: Vec<String> = header.iter().map(|name| plain(&words(name))).collect();
    let [sources, targets] = SIDES;
    let from = |name: &String| sources.contains(&name.as_str()) || is_spoken_source(name);
    let to = |name: &String| targets.contains(&name.as_str()) || is_spoken_target(name);
    names.iter().position(from).zip(names.iter().position(to))
}

/// Takes the language from names that are words of English as well (`Is forbidden`, `To Do`), where no column of that language
/// stands beside them: such a column says it of the row, or nothing that is known.
fn leave_words(
    header: &[String],
    meanings: &mut [Option<Meaning>],
    said: &[usize],
    is_asked: impl Fn(&Lang) -> bool,
) {
    let is_whole = |name: &str| !name.trim().contains(char::is_whitespace);
    let own: Vec<Lang> = (header.iter().zip(&*meanings))
        .filter_map(|(name, meaning)| match meaning {
            Some(Meaning::Terms(lang)) if is_whole(name) => Some(lang.clone()),
            _ => None,
        })
        .collect();
    for (column, (name, meaning)) in header.iter().zip(meanings).enumerate() {
        let lang = match meaning {
            Some(Meaning::Terms(lang)) if !is_whole(name) && !small(name).ends_with("term") => lang,
            Some(Meaning::Forbidden(lang) | Meaning::Status(Some(lang))) => lang,
            _ => continue,
        };
        let is_word = Lang::parse(&lang.primary()).is_ok_and(|lang| ColumnName::is_word_too(&lang));
        if is_word && !own.contains(lang) && !is_asked(lang) && !said.contains(&column) {
            let is_ban = matches!(meaning, Some(Meaning::Forbidden(_)));
            *meaning = is_ban.then_some(Meaning::IsForbidden(None));
        }
    }
}

/// Leaves one column of identifiers: that of the concepts, where the terms have some as well.
fn one_identifier(header: &[String], meanings: &mut [Option<Meaning>], said: &[usize]) {
    let ids = || {
        let all = header.iter().zip(&*meanings).enumerate();
        all.filter(|(_, (_, meaning))| **meaning == Some(Meaning::Id))
    };
    let rank =
        |column: usize, name: &str| (!said.contains(&column), plain(&words(name)) == "term id");
    let first = ids().min_by_key(|(column, (name, _))| rank(*column, name));
    let Some(kept) = first.map(|(column, _)| column) else {
        return;
    };
    for (column, meaning) in meanings.iter_mut().enumerate() {
        if column != kept && *meaning == Some(Meaning::Id) {
            *meaning = None;
        }
    }
}

/// Gives what is said of a language (`az_status`) to its one column of terms, where that has a region or a script
/// (`az-AZ`), or has none.
fn join_languages(meanings: &mut [Option<Meaning>]) {
    let terms: Vec<Lang> = meanings
        .iter()
        .filter_map(|meaning| match meaning {
            Some(Meaning::Terms(lang)) => Some(lang.clone()),
            _ => None,
        })
        .collect();
    for meaning in meanings.iter_mut().flatten() {
        let (Meaning::Forbidden(lang)
        | Meaning::DefinitionIn(lang)
        | Meaning::NoteIn(lang)
        | Meaning::Status(Some(lang))) = meaning
        else {
            continue;
        };
        let mut fitting = terms.iter().filter(|own| lang.fit(own).is_some());
        if let (false, Some(one), None) = (terms.contains(lang), fitting.next(), fitting.next()) {
            *lang = one.clone();
        }
    }
}
