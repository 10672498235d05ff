//! `karvan tmx split`.

use super::files::Input;
use crate::cli::output::{not_an_input, note};
use crate::cli::{Global, Outcome, Output, signals};
use karvan::error::{Error, Result};
use karvan::format::UnitWriter;
use karvan::format::detect::ReadOptions;
use karvan::format::tmx::Writer;
use karvan::format::units::{NO_VALUE, SplitBy};
use karvan::model::{Header, Tu};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  karvan tmx split big.tmx --units 10000 -o parts
  karvan tmx split office.tmx --by prop:client -o clients
  karvan tmx split mixed.tmx --by languages -o pairs";

/// Write the units of one file as several TMX files
///
/// The parts stand in the folder after -o, named after the file: big-0001.tmx, office-MFA.tmx, mixed-az_en.tmx. Values whose
/// names would be the same get numbers: office-MFA-2.tmx. They appear together when all of them are written; a file that cannot
/// be read, Ctrl-C and SIGTERM leave none. Who kills karvan (SIGKILL) at that moment finds some of them, each of them whole.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, group = clap::ArgGroup::new("how").required(true))]
pub(crate) struct SplitArgs {
    /// The file: TMX, or any other that `karvan import` reads; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// So many units in each part
    #[arg(long, value_name = "NUMBER", group = "how", value_parser = clap::value_parser!(u64).range(1..))]
    units: Option<u64>,
    /// A part for the units of each kind: `languages`, or `prop:TYPE` for the values of a property
    #[arg(long, value_name = "WHAT", group = "how", value_parser = by)]
    by: Option<SplitBy>,
    /// The folder of the parts; it is made where there is none
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
}

fn by(text: &str) -> std::result::Result<SplitBy, String> {
    match text.split_once(':') {
        None if text == "languages" || text == "lang" => Ok(SplitBy::Languages),
        Some(("prop", kind)) if !kind.is_empty() => Ok(SplitBy::Property(kind.to_owned())),
        _ => Err("expected languages or prop:TYPE".to_owned()),
    }
}

/// More parts are a slip: a property that is different in each unit.
const MOST_PARTS: usize = 500;

/// A part that is being written.
struct Part {
    path: PathBuf,
    writer: Writer<Output>,
}

pub(super) fn run(args: &SplitArgs, global: &Global) -> anyhow::Result<Outcome> {
    let split = match (args.units, &args.by) {
        (Some(units), _) => SplitBy::Units(units),
        (None, Some(by)) => by.clone(),
        (None, None) => SplitBy::Languages,
    };
    if args.output.exists() && !args.output.is_dir() {
        let what = format!("{}: this is a file and no folder", args.output.display());
        let help = "the parts go to a folder; name another one with -o";
        return Err(Error::usage(what, help).into());
    }
    let made =
        signals::make_folder(&args.output).map_err(|source| Error::write(&args.output, source))?;
    let done = write_parts(args, &split, global);
    if done.is_err() {
        signals::take_away_empty(&made);
    }
    let (units, parts) = done?;
    let noun = if parts == 1 { "file" } else { "files" };
    let folder = args.output.display();
    note(
        global,
        &format!("wrote {units} units to {parts} {noun} in {folder}"),
    );
    Ok(Outcome::Done)
}

fn write_parts(args: &SplitArgs, split: &SplitBy, global: &Global) -> Result<(u64, usize)> {
    let stem = if args.file == Path::new("-") {
        "part".to_owned()
    } else {
        let name = args.file.file_name().unwrap_or_default().to_string_lossy();
        let name = name.split_once('.').map_or(&*name, |(stem, _)| stem);
        name.to_owned()
    };
    let mut parts: BTreeMap<Option<String>, Part> = BTreeMap::new();
    // The name of the part without the property is its own, wherever in the file it begins.
    let mut names = BTreeSet::from([NO_VALUE.to_owned()]);
    let mut units = 0;
    let options = ReadOptions::default();
    let input = Input::new(&args.file)?;
    let header = input.header(&options)?;
    input.each_unit(&options, global, |tu, _| {
        let share = split.part(units, tu);
        if !parts.contains_key(&share.value) {
            if parts.len() >= MOST_PARTS {
                return Err(too_many());
            }
            let name = match share.value {
                Some(_) => new_name(&share.name, &mut names),
                None => share.name,
            };
            let path = args.output.join(format!("{stem}-{name}.tmx"));
            not_an_input(Some(&path), &[&args.file])?;
            parts.insert(share.value.clone(), Part::begin(path, &header)?);
        }
        units += 1;
        let part = parts.get_mut(&share.value);
        part.map_or(Ok(()), |part| part.write(tu))
    })?;
    let count = parts.len();
    let whole: Vec<Output> = parts
        .into_values()
        .map(Part::finish)
        .collect::<Result<_>>()?;
    Output::close_all(whole)?;
    Ok((units, count))
}

/// A name that no part has yet: values that differ only in what a file's name cannot hold, or a file system does not
/// tell apart, get numbers in the order of the file.
fn new_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut new = name.to_owned();
    let mut number = 1;
    while !taken.insert(new.to_lowercase()) {
        number += 1;
        new = format!("{name}-{number}");
    }
    new
}

fn too_many() -> Error {
    Error::usage(
        format!("this makes more than {MOST_PARTS} parts"),
        "choose a larger number of --units, or another property",
    )
}

impl Part {
    fn begin(path: PathBuf, header: &Header) -> Result<Self> {
        let out = Output::open(Some(&path))?;
        let writer = Writer::new(out, header, None);
        Ok(Self { path, writer })
    }

    fn write(&mut self, tu: &Tu) -> Result<()> {
        let written = self.writer.write(tu);
        written.map_err(|source| Error::write(&self.path, source))
    }

    fn finish(mut self) -> Result<Output> {
        let written = self.writer.finish();
        written.map_err(|source| Error::write(&self.path, source))?;
        Ok(self.writer.into_inner())
    }
}
