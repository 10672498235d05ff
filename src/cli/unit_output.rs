//! Files of units that are written: their formats, and what these have no place for.

use super::output::{ending, note, refuse_foreign, warn};
use super::{Global, Output};
use clap::ValueEnum;
use karvan::error::Error;
use karvan::format::left_out::LeftOut;
use karvan::format::{UnitWriter, csv, jsonl, po, tmx, tsv, xliff};
use karvan::lang::{Fit, Lang};
use karvan::memory::{Lacks, exported};
use karvan::model::{Answer, Header, Tu};
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UnitFormat {
    /// TMX 1.4
    Tmx,
    /// Tab-separated, a column a language
    Tsv,
    /// Comma-separated (RFC 4180), a column a language
    Csv,
    /// One JSON object a unit, with all that the unit has
    Jsonl,
    /// XLIFF 1.2, one source and one target language
    Xliff,
    /// XLIFF 2.0, one source and one target language
    Xliff2,
    /// PO of gettext, one source and one target language
    Po,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DialectArg {
    /// Any tool; context in karvan's own properties
    Plain,
    /// OmegaT: prev, next and file
    Omegat,
    /// Trados Studio: x-ContextContent
    Trados,
    /// memoQ: x-context-pre, x-context-post, x-document
    Memoq,
}

impl From<DialectArg> for tmx::Dialect {
    fn from(arg: DialectArg) -> Self {
        match arg {
            DialectArg::Plain => Self::Plain,
            DialectArg::Omegat => Self::Omegat,
            DialectArg::Trados => Self::Trados,
            DialectArg::Memoq => Self::Memoq,
        }
    }
}

/// The format asked for, else the one that the file's name ends with (before `.gz`), else TMX.
///
/// # Errors
/// [`Error::Usage`] for a name that ends as a file of another kind does.
pub(super) fn format(
    asked: Option<UnitFormat>,
    output: Option<&Path>,
) -> Result<UnitFormat, Error> {
    if let Some(format) = asked {
        return Ok(format);
    }
    if let Some(path) = output {
        refuse_foreign(path, ".tmx, .tsv, .csv, .jsonl, .xlf or .po")?;
    }
    let ending = output.and_then(ending);
    Ok(match ending.as_deref() {
        Some("tsv") => UnitFormat::Tsv,
        Some("csv") => UnitFormat::Csv,
        Some("jsonl" | "ndjson") => UnitFormat::Jsonl,
        Some("xlf" | "xliff") => UnitFormat::Xliff,
        Some("po") => UnitFormat::Po,
        _ => UnitFormat::Tmx,
    })
}

/// Refuses the name of another format for what is always TMX.
///
/// # Errors
/// [`Error::Usage`] for a name that ends as a file of another format does.
pub(super) fn only_tmx(output: Option<&Path>) -> Result<(), Error> {
    match (format(None, output), output) {
        (Ok(UnitFormat::Tmx), _) | (_, None) => Ok(()),
        (_, Some(path)) => Err(Error::usage(
            format!("{}: this command writes TMX", path.display()),
            "end the name with .tmx, and let `karvan tmx convert` make another format of it",
        )),
    }
}

/// Whether a name says that a file is TMX, or nothing of another kind.
fn says_tmx(path: &Path) -> bool {
    ending(path).is_none_or(|ending| matches!(ending.as_str(), "tmx" | "xml"))
}

/// Whether the format holds one source and one target language.
pub(super) fn is_pair(format: UnitFormat) -> bool {
    matches!(
        format,
        UnitFormat::Xliff | UnitFormat::Xliff2 | UnitFormat::Po
    )
}

/// So many languages are named at least, where there are more.
const MOST_NAMED: usize = 5;

/// Counts the units that are to be written, and says in the end what became of them.
#[derive(Debug)]
pub(super) struct Units {
    format: UnitFormat,
    handed: u64,
    without_source: u64,
    without_target: u64,
    /// What languages those have that lack the target; more than a few are not named.
    others: Vec<String>,
    /// Which tag was taken for which one that was asked for, and how often.
    fallbacks: Vec<(Lang, Lang, u64)>,
    /// Which tag gave way to which one that is nearer to what was asked for, and how often.
    behind: Vec<(Lang, Lang, u64)>,
}

impl Units {
    /// For a file of this format.
    pub(super) fn new(format: UnitFormat) -> Self {
        Self {
            format,
            handed: 0,
            without_source: 0,
            without_target: 0,
            others: Vec::new(),
            fallbacks: Vec::new(),
            behind: Vec::new(),
        }
    }

    /// A unit with the languages asked for; `None`, and counted, where it lacks them.
    pub(super) fn take(&mut self, tu: Tu, source: Option<&Lang>, targets: &[Lang]) -> Option<Tu> {
        let is_po = self.format == UnitFormat::Po;
        let original = po::original(&tu).filter(|_| is_po).cloned();
        if self.handed == 0 && self.others.len() < MOST_NAMED {
            self.name(&tu, source);
        }
        let behind = if targets.is_empty() {
            Vec::new()
        } else {
            behind(&tu, source, targets)
        };
        match exported(tu, source, targets) {
            Ok(mut tu) => {
                self.handed += 1;
                for (own, nearer) in behind {
                    count(&mut self.behind, &own, &nearer);
                }
                self.count_fallbacks(&tu, source, targets);
                // The forms of an entry are told by it.
                tu.variants
                    .extend(original.filter(|own| !tu.variants.contains(own)));
                return Some(tu);
            }
            Err(Lacks::Source) => self.without_source += 1,
            Err(Lacks::Targets) => self.without_target += 1,
        }
        None
    }

    /// Counts the texts of a unit that stand for a language asked for under another tag.
    fn count_fallbacks(&mut self, tu: &Tu, source: Option<&Lang>, targets: &[Lang]) {
        let asked = || source.into_iter().chain(targets);
        // Without a target the others are no answer to anything, and a format of two languages writes one variant a language.
        let takes_all = !targets.is_empty() && !is_pair(self.format);
        let answers = |own: &Lang| {
            let mut first = asked().filter_map(|lang| tu.variant(lang));
            takes_all || first.any(|tuv| tuv.lang == *own)
        };
        for own in tu
            .variants
            .iter()
            .map(|tuv| &tuv.lang)
            .filter(|own| answers(own))
        {
            let fits = asked().filter_map(|lang| Some((lang.fit(own)?, lang)));
            let Some((fit, lang)) = fits.min_by_key(|(fit, _)| *fit) else {
                continue;
            };
            if fit == Fit::Same {
                continue;
            }
            count(&mut self.fallbacks, own, lang);
        }
    }

    /// Remembers the languages of a unit that are not the source.
    fn name(&mut self, tu: &Tu, source: Option<&Lang>) {
        for tuv in &tu.variants {
            let is_source = source.is_some_and(|lang| lang.fit(&tuv.lang).is_some());
            if !is_source && !self.others.iter().any(|own| own == tuv.lang.as_str()) {
                self.others.push(tuv.lang.to_string());
            }
        }
    }

    /// How many were handed to the writer so far.
    pub(super) fn handed(&self) -> u64 {
        self.handed
    }

    /// Says how many units the file has, which were not asked for, and what the format had no place for.
    pub(super) fn tell(
        &self,
        written: &Written<'_>,
        mut left_out: LeftOut,
        targets: &[Lang],
        output: Option<&Path>,
        global: &Global,
    ) {
        // PO has a place for some of it, and tells the rest itself.
        if !matches!(written.format, UnitFormat::Tmx | UnitFormat::Po) {
            left_out.header(written.header, |_| false);
        }
        tell_left_out(&left_out, global);
        let mut said = Vec::new();
        if let Some(path) = output {
            let units = self.handed.saturating_sub(left_out.units());
            let noun = if units == 1 { "unit" } else { "units" };
            let is_tmx = written.format == UnitFormat::Tmx && !says_tmx(path);
            let format = if is_tmx { " as TMX" } else { "" };
            said.push(format!(
                "wrote {units} {noun} to {}{format}",
                path.display()
            ));
        }
        for (tags, what, more_are) in [
            (&self.fallbacks, "was taken for", "taken for another one"),
            (
                &self.behind,
                "was left out beside",
                "left out beside a nearer one",
            ),
        ] {
            let named = tags.iter().take(MOST_NAMED);
            said.extend(named.map(|(own, other, count)| format!("{own} {what} {other} ({count})")));
            if let Some(more @ 1..) = tags.len().checked_sub(MOST_NAMED) {
                said.push(format!("{more} further tags were {more_are}"));
            }
        }
        let source = written.source.map_or("", Lang::as_str);
        let targets: Vec<&str> = targets.iter().map(Lang::as_str).collect();
        for (count, lang) in [
            (self.without_source, source),
            (self.without_target, &targets.join(" or ")),
        ] {
            if count > 0 {
                said.push(format!("left out {count} without {lang}"));
            }
        }
        if self.handed == 0 && self.without_target > 0 && !self.others.is_empty() {
            said.push(format!(
                "what they have is {}: name that with -t",
                self.others.join(", ")
            ));
        }
        if !said.is_empty() {
            note(global, &said.join("; "));
        }
    }
}

/// The tags of a unit that give way, each to a nearer one that it has.
fn behind(tu: &Tu, source: Option<&Lang>, targets: &[Lang]) -> Vec<(Lang, Lang)> {
    let asked: Vec<&Lang> = source.into_iter().chain(targets).collect();
    let answers = tu.variants.iter().zip(tu.answers(&asked));
    let behind = answers.filter_map(|(tuv, answer)| match answer {
        Answer::Behind(nearer) => Some((tuv.lang.clone(), nearer.clone())),
        Answer::Best(..) | Answer::Other => None,
    });
    behind.collect()
}

/// Counts two tags.
fn count(known: &mut Vec<(Lang, Lang, u64)>, own: &Lang, other: &Lang) {
    let mut all = known.iter_mut();
    match all.find(|(from, to, _)| from == own && to == other) {
        Some((.., count)) => *count += 1,
        None => known.push((own.clone(), other.clone(), 1)),
    }
}

/// Says what the format had no place for.
pub(super) fn tell_left_out(left_out: &LeftOut, global: &Global) {
    let counts: Vec<String> = left_out
        .counts()
        .iter()
        .map(|(kind, count)| format!("{kind} ({count})"))
        .collect();
    if !counts.is_empty() {
        let kinds = counts.join(", ");
        let elsewhere = if left_out.is_in_tmx() {
            "; TMX holds it all"
        } else {
            ""
        };
        warn(
            global,
            &format!("left out, because the format has no place for it: {kinds}{elsewhere}"),
        );
    }
    for (count, one, several) in [
        (
            left_out.replaced(),
            "a character that XML forbids",
            "characters that XML forbids",
        ),
        (left_out.nuls(), "a NUL character", "NUL characters"),
    ] {
        match count {
            0 => {}
            1 => warn(
                global,
                &format!("{one} was replaced by U+FFFD; JSON lines hold it"),
            ),
            _ => warn(
                global,
                &format!("{count} {several} were replaced by U+FFFD; JSON lines hold them"),
            ),
        }
    }
}

/// What a file of units is written as.
#[derive(Debug)]
pub(super) struct Written<'a> {
    pub(super) format: UnitFormat,
    pub(super) dialect: DialectArg,
    /// The source language asked for.
    pub(super) source: Option<&'a Lang>,
    /// The languages of the units, or those asked for.
    pub(super) columns: &'a [Lang],
    pub(super) header: &'a Header,
}

impl Written<'_> {
    /// The two languages of a format that holds no more.
    fn pair(&self) -> anyhow::Result<(Lang, Lang)> {
        if let (Some(_), [source, target]) = (self.source, self.columns) {
            return Ok((source.clone(), target.clone()));
        }
        let held: Vec<&str> = self.columns.iter().map(Lang::as_str).collect();
        let held = held.join(", ");
        Err(Error::usage(
            format!(
                "this format holds one source and one target language, and the units have {held}"
            ),
            "name the two with -s and -t",
        )
        .into())
    }

    pub(super) fn writer<'o>(
        &self,
        out: &'o mut Output,
    ) -> anyhow::Result<Box<dyn UnitWriter + 'o>> {
        let langs = self.columns.to_vec();
        Ok(match self.format {
            UnitFormat::Tmx => {
                let writer = tmx::Writer::new(out, self.header, self.source);
                Box::new(writer.for_tool(self.dialect.into()))
            }
            UnitFormat::Tsv => Box::new(tsv::Writer::new(out, langs)),
            UnitFormat::Csv => Box::new(csv::Writer::new(out, langs)),
            UnitFormat::Jsonl => Box::new(jsonl::Writer::new(out, langs)),
            UnitFormat::Po => {
                let (source, target) = self.pair()?;
                Box::new(po::Writer::new(out, self.header, source, target))
            }
            UnitFormat::Xliff => {
                let (source, target) = self.pair()?;
                Box::new(xliff::Writer::new(out, source, target))
            }
            UnitFormat::Xliff2 => {
                let (source, target) = self.pair()?;
                Box::new(xliff::Writer2::new(out, source, target))
            }
        })
    }
}
