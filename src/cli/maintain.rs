//! `karvan stats`, `karvan verify` and `karvan reindex`.

use super::args::{Format, MemoryArg};
use super::output::{counted, note, warn};
use super::signals::{self, Step};
use super::turn::open_to_write;
use super::{Global, Outcome, Output, progress};
use clap::Args;
use indicatif::HumanBytes;
use karvan::error::Error;
use karvan::memory::{Stats, stats, verify};
use karvan::store::{Mode, Store};
use std::io::{self, Write};

/// Count units, languages, pairs, words and bytes of a memory
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  karvan stats\n  karvan stats --tm news.db --format json")]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// The form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Check that a memory is whole and that its index agrees with its units
///
/// Exit status 0: sound; 1: findings; 2: the check could not run.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  karvan verify\n  karvan verify --tm news.db --format jsonl")]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    memory: MemoryArg,
    /// The form of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Make the index of a memory anew from its units
///
/// A look-up says when this is needed: after `import --no-index`, after another program wrote to the memory,
/// after an update of karvan. Deletions that another program left half done are finished: variants without
/// their unit go. Until it ends, look-ups answer as before.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  karvan reindex --tm news.db")]
pub(crate) struct ReindexArgs {
    #[command(flatten)]
    memory: MemoryArg,
}

fn failed(source: io::Error) -> Error {
    Error::write("standard output", source)
}

pub(crate) fn run_stats(args: &StatsArgs, _global: &Global) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.memory.path()?, Mode::Read)?;
    let stats = stats(&store)?;
    let mut out = Output::open(None)?;
    match args.format {
        Format::Text => print_stats(&mut out, &stats),
        Format::Json | Format::Jsonl => serde_json::to_string(&stats)
            .map_err(io::Error::from)
            .and_then(|text| writeln!(out, "{text}")),
    }
    .map_err(failed)?;
    out.close()?;
    Ok(Outcome::Done)
}

fn print_stats(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    writeln!(out, "{:<10} {}", "units", stats.units)?;
    writeln!(out, "{:<10} {}", "documents", stats.documents)?;
    writeln!(out, "{:<10} {}", "file", HumanBytes(stats.file_bytes))?;
    if !stats.languages.is_empty() {
        writeln!(
            out,
            "\n{:<10} {:>9} {:>11}  {:<10} {:>10}",
            "language", "segments", "length", "", "text"
        )?;
    }
    for l in &stats.languages {
        writeln!(
            out,
            "{:<10} {:>9} {:>11}  {:<10} {:>10}",
            l.lang.as_str(),
            l.variants,
            l.count,
            l.unit,
            HumanBytes(l.bytes).to_string()
        )?;
    }
    if !stats.pairs.is_empty() {
        writeln!(out, "\n{:<10} {:>9}", "pair", "units")?;
    }
    for p in &stats.pairs {
        writeln!(
            out,
            "{:<10} {:>9}",
            format!("{}-{}", p.source, p.target),
            p.units
        )?;
    }
    Ok(())
}

pub(crate) fn run_verify(args: &VerifyArgs, global: &Global) -> anyhow::Result<Outcome> {
    let path = args.memory.path()?;
    let store = Store::open(&path, Mode::Read)?;
    let bar = progress::bar(global, "verify", 0, false);
    let findings = verify(&store, |done| bar.set_position(done))?;
    bar.finish_and_clear();
    let mut out = Output::open(None)?;
    match args.format {
        Format::Text => findings
            .iter()
            .try_for_each(|f| writeln!(out, "{}: {}: {}", path.display(), f.code, f.message)),
        Format::Json => serde_json::to_string(&findings)
            .map_err(io::Error::from)
            .and_then(|text| writeln!(out, "{text}")),
        Format::Jsonl => findings.iter().try_for_each(|f| {
            serde_json::to_string(f)
                .map_err(io::Error::from)
                .and_then(|text| writeln!(out, "{text}"))
        }),
    }
    .map_err(failed)?;
    out.close()?;
    if findings.is_empty() {
        note(global, &format!("{} is sound", path.display()));
        let unsealed = store.unsealed_units()?;
        if unsealed > 0 {
            let units = counted(unsealed, "unit has", "units have");
            let what = "no checksum, because another program or an older karvan wrote there: changed bytes are not told";
            let help = "`karvan reindex` takes them as they stand and gives them one";
            note(global, &format!("{units} {what}; {help}"));
        }
        return Ok(Outcome::Done);
    }
    Ok(Outcome::Findings)
}

pub(crate) fn run_reindex(args: &ReindexArgs, global: &Global) -> anyhow::Result<Outcome> {
    let mut store = open_to_write(&args.memory.path()?, Mode::Write, global)?;
    let total = store.languages()?.iter().map(|(_, n)| n).sum();
    let bar = progress::bar(global, "reindex", total, false);
    let (done, broken) = store.reindex(
        |done| bar.set_position(done),
        |ready| signals::hold(Step::Last, || ready.commit()),
    )?;
    bar.finish_and_clear();
    for row in &broken {
        warn(
            global,
            &format!(
                "{}: {}; taken as they stand now",
                store.path().display(),
                row.not_as_stored()
            ),
        );
    }
    note(global, &format!("indexed {done} segments"));
    Ok(Outcome::Done)
}
