//! `karvan term add` and `remove`.

use super::{GlossaryArg, refuse_stdin};
use crate::cli::output::eprint_message;
use crate::cli::signals::{self, Step};
use crate::cli::{Global, Outcome};
use karvan::error::Error;
use karvan::lang::Lang;
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::{Column, Glossary, Turn};

const ADD_EXAMPLES: &str = "\
Examples:
  karvan term add --glossary glossary.tsv --id sec-041 en='ceasefire' az='atəşkəs' zh='停火' --domain security
  karvan term add --glossary glossary.tsv --id T7 en='treaty' az='müqavilə|sazişnamə' --forbidden az='pakt'

One line is added, in the order of the ids where the file has it; all others stay as they are.";

const REMOVE_EXAMPLES: &str = "\
Examples:
  karvan term remove sec-041 --glossary glossary.tsv

One line is taken out; all others stay as they are.";

#[derive(Debug, clap::Args)]
#[command(after_help = ADD_EXAMPLES)]
pub(crate) struct AddArgs {
    /// Approved terms, LANG=TERM; `|` separates alternatives, the first one is preferred
    #[arg(required = true, value_name = "LANG=TERM", value_parser = term)]
    terms: Vec<(Lang, String)>,
    /// The concept's key, not used yet
    #[arg(long)]
    id: String,
    /// Forms that must not be used, LANG=TERM; can be given several times
    #[arg(long, value_name = "LANG=TERM", value_parser = term)]
    forbidden: Vec<(Lang, String)>,
    /// The subject field
    #[arg(long, value_name = "NAME")]
    domain: Option<String>,
    /// The part of speech: noun, verb, abbreviation
    #[arg(long)]
    pos: Option<String>,
    /// What the concept means
    #[arg(long, value_name = "TEXT")]
    definition: Option<String>,
    /// How to use the term
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// dnt, case, domain-only; can be given several times
    #[arg(long = "flag", value_name = "FLAG", value_parser = ["dnt", "case", "domain-only"])]
    flags: Vec<String>,
    #[command(flatten)]
    glossary: GlossaryArg,
}

#[derive(Debug, clap::Args)]
#[command(after_help = REMOVE_EXAMPLES)]
pub(crate) struct RemoveArgs {
    /// The concept's key
    id: String,
    #[command(flatten)]
    glossary: GlossaryArg,
}

/// Reads `az=suverenlik`.
fn term(argument: &str) -> Result<(Lang, String), String> {
    let (tag, text) = argument
        .split_once('=')
        .ok_or("write a language tag, `=` and the term, such as az='saziş'")?;
    let lang = crate::cli::args::lang(tag)?;
    if text.trim().is_empty() {
        return Err("there is no term after `=`".into());
    }
    if text.split('|').any(|form| form.trim().is_empty()) {
        return Err(format!(
            "an alternative of {text:?} is empty: `|` stands between two terms, such as en='agreement|accord'"
        ));
    }
    Ok((lang, text.trim().to_owned()))
}

pub(super) fn add(args: &AddArgs, global: &Global) -> anyhow::Result<Outcome> {
    let path = &args.glossary.path()?;
    refuse_stdin(path)?;
    let _turn = Turn::wait(path)?;
    let glossary = Glossary::read_to_fill(path)?;
    if let Some(concept) = glossary.concept(args.id.trim()) {
        return Err(Error::usage(
            format!(
                "the id {:?} stands in line {} already",
                concept.id, concept.line
            ),
            "choose another id, or remove that concept first",
        )
        .into());
    }
    let cells = cells(args, &glossary)?;
    let mut text = GlossaryText::read(path)?;
    text.add(&glossary, &cells);
    // What would not be read again is not written.
    Glossary::parse(text.text().trim_start_matches('\u{feff}'), path)?;
    signals::hold(Step::Last, || text.write(path))?;
    note(
        global,
        &format!("{} was added to {}", args.id.trim(), path.display()),
    );
    Ok(Outcome::Done)
}

fn note(global: &Global, text: &str) {
    if !global.quiet {
        eprint_message("note", text);
    }
}

/// The cells of the new line, one for each column of the glossary.
fn cells(args: &AddArgs, glossary: &Glossary) -> Result<Vec<String>, Error> {
    let mut wanted: Vec<(Column, String)> = vec![(Column::Id, args.id.trim().to_owned())];
    let flags = (!args.flags.is_empty()).then(|| args.flags.join(" "));
    for (column, value) in [
        (Column::Domain, args.domain.as_ref()),
        (Column::Pos, args.pos.as_ref()),
        (Column::Definition, args.definition.as_ref()),
        (Column::Note, args.note.as_ref()),
        (Column::Flags, flags.as_ref()),
    ] {
        wanted.extend(value.map(|value| (column, value.trim().to_owned())));
    }
    wanted.extend(
        args.terms
            .iter()
            .map(|(lang, text)| (Column::Terms(lang.clone()), text.clone())),
    );
    wanted.extend(
        args.forbidden
            .iter()
            .map(|(lang, text)| (Column::Forbidden(lang.clone()), text.clone())),
    );
    let mut cells = vec![String::new(); glossary.columns.len()];
    for (column, value) in wanted {
        if value.contains(['\t', '\n', '\r']) {
            return Err(Error::usage(
                format!("{value:?} holds a tab or a line end"),
                "a cell of the glossary is one line without tabs",
            ));
        }
        let cell = glossary
            .columns
            .iter()
            .position(|(_, own)| holds(own, &column))
            .ok_or_else(|| no_column(glossary, &column))?;
        if !cells[cell].is_empty() {
            cells[cell].push('|');
        }
        cells[cell].push_str(&value);
    }
    Ok(cells)
}

/// Whether a column of the glossary is the one for a value: tags find each other as everywhere.
fn holds(own: &Column, wanted: &Column) -> bool {
    match (own, wanted) {
        (Column::Terms(a), Column::Terms(b)) | (Column::Forbidden(a), Column::Forbidden(b)) => {
            b.fit(a).is_some()
        }
        _ => own == wanted,
    }
}

fn no_column(glossary: &Glossary, column: &Column) -> Error {
    let name = match column {
        Column::Terms(lang) => lang.to_string(),
        Column::Forbidden(lang) => format!("{lang}_forbidden"),
        Column::Domain => "domain".into(),
        Column::Pos => "pos".into(),
        Column::Definition => "definition".into(),
        Column::Note => "note".into(),
        _ => "flags".into(),
    };
    let own: Vec<&str> = glossary
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    Error::usage(
        format!("the glossary has no column {name:?}"),
        format!(
            "its columns are {}; add one to its header and to its lines first",
            own.join(", ")
        ),
    )
}

pub(super) fn remove(args: &RemoveArgs, global: &Global) -> anyhow::Result<Outcome> {
    let path = &args.glossary.path()?;
    refuse_stdin(path)?;
    let _turn = Turn::wait(path)?;
    let glossary = args.glossary.read()?;
    let Some(concept) = glossary.concept(&args.id) else {
        return Err(unknown_id(&glossary, &args.id).into());
    };
    if glossary.concepts.len() == 1 {
        return Err(Error::usage(
            format!(
                "{} is the only concept: a glossary without any is not one",
                concept.id
            ),
            "delete the file instead",
        )
        .into());
    }
    let mut text = GlossaryText::read(path)?;
    text.remove(concept.line);
    signals::hold(Step::Last, || text.write(path))?;
    note(
        global,
        &format!("{} was removed from {}", concept.id, path.display()),
    );
    Ok(Outcome::Done)
}

fn unknown_id(glossary: &Glossary, id: &str) -> Error {
    let near = glossary
        .concepts
        .iter()
        .map(|concept| {
            (
                strsim::damerau_levenshtein(&concept.id, id),
                concept.id.as_str(),
            )
        })
        .min()
        .filter(|(distance, _)| *distance <= 2);
    let help = match near {
        Some((_, near)) => format!("did you mean {near}?"),
        None => "`karvan term list` shows all ids".into(),
    };
    Error::usage(format!("the glossary has no concept {id:?}"), help)
}
