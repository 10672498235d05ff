//! `karvan config show`.

use super::args::MemoryArg;
use super::check::settings::{Chosen, Origin, SettingArgs, Settings, word};
use super::{Outcome, Output};
use karvan::config::{Config, FILE_NAME, SETTINGS};
use karvan::lang::Lang;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The commands of `karvan config`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every setting and where it comes from: a default, karvan.toml, the environment or a flag
    #[command(
        after_help = "Examples:\n  karvan config show\n  karvan config show -t zh --format github\n\n\
        The flags of `karvan check` can be given, to see what they would change."
    )]
    Show(ShowArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    memory: MemoryArg,
    #[command(flatten)]
    check: SettingArgs,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// A setting as it is shown.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    value: Value,
    /// `default`, `file`, `environment` or `flag`.
    from: &'static str,
    /// Where it was said: a place in a file, a variable, a flag.
    #[serde(rename = "where")]
    place: Option<String>,
}

pub(super) fn run(command: &ConfigCommand) -> anyhow::Result<Outcome> {
    let ConfigCommand::Show(args) = command;
    let config = Config::find(Path::new(""))?;
    let rows = rows(args, &config)?;
    let mut out = Output::open(None)?;
    let path = config.path.as_ref().map(|path| path.display().to_string());
    if args.json {
        let document = json!({"file": path, "settings": rows});
        serde_json::to_writer_pretty(&mut out, &document)?;
        writeln!(out)?;
    } else {
        let none = format!("no {FILE_NAME} in this folder or above it");
        writeln!(out, "# {}", path.unwrap_or(none))?;
        let shown: Vec<(String, String)> = rows
            .iter()
            .map(|row| (format!("{} = {}", row.name, toml(&row.value)), origin(row)))
            .collect();
        let width = shown
            .iter()
            .map(|(setting, _)| setting.chars().count())
            .max();
        let width = width.unwrap_or(0).min(50);
        for (setting, origin) in shown {
            writeln!(out, "{setting:<width$}  # {origin}")?;
        }
    }
    out.close()?;
    Ok(Outcome::Done)
}

fn rows(args: &ShowArgs, config: &Config) -> karvan::error::Result<Vec<Row>> {
    let settings = Settings::of(&args.check, config)?;
    let general = Chosen {
        value: config.path("glossary").map(|said| said.value),
        origin: config
            .path("glossary")
            .map_or(Origin::Default, |said| Origin::File(said.place)),
    };
    let all = SETTINGS.iter().filter_map(|setting| {
        Some(match setting.name {
            "tm" => row("tm", &args.memory.chosen(config), |p| path(p)),
            "glossary" => row("glossary", &general, |v| optional_path(v.as_ref())),
            "check.source" => row("check.source", &settings.source, |v| {
                optional_lang(v.as_ref())
            }),
            "check.target" => row("check.target", &settings.target, |v| {
                optional_lang(v.as_ref())
            }),
            "check.glossary" => row("check.glossary", &settings.glossary, |v| {
                optional_path(v.as_ref())
            }),
            "check.files" => row("check.files", &settings.files, |files| {
                files.iter().map(|p| path(p)).collect()
            }),
            "check.pairs" => row("check.pairs", &settings.pairs, |pairs| {
                pairs
                    .iter()
                    .map(|pair| pair.iter().map(|p| path(p)).collect::<Value>())
                    .collect()
            }),
            "check.exclude" => row("check.exclude", &settings.exclude, |globs| json!(globs)),
            "check.fail-on" => row("check.fail-on", &settings.fail_on, |v| json!(word(v))),
            "check.format" => row("check.format", &settings.format, |v| json!(word(v))),
            "check.count" => row("check.count", &settings.count, |v| json!(word(v))),
            "check.domains" => row("check.domains", &settings.domains, |names| json!(names)),
            "check.baseline" => row("check.baseline", &settings.baseline, |v| {
                optional_path(v.as_ref())
            }),
            "check.suppressions" => row("check.suppressions", &settings.suppressions, |v| {
                optional_path(v.as_ref())
            }),
            "check.rules" => rules(config),
            _ => return None,
        })
    });
    Ok(all.collect())
}

/// What the file says about rules; `karvan check --list-rules` shows all of them.
fn rules(config: &Config) -> Row {
    let levels = config.levels("check.rules");
    let said = levels
        .iter()
        .map(|one| (one.name.clone(), json!(one.level)));
    let chosen = Chosen {
        value: Value::Object(said.collect()),
        origin: config
            .value("check.rules")
            .map_or(Origin::Default, |said| Origin::File(said.place.clone())),
    };
    row("check.rules", &chosen, Value::clone)
}

fn row<T>(name: &'static str, chosen: &Chosen<T>, value: impl Fn(&T) -> Value) -> Row {
    let (from, place) = match &chosen.origin {
        Origin::Default => ("default", None),
        Origin::File(place) => ("file", Some(format!("{}:{}", place.file, place.line))),
        Origin::Environment(variable) => ("environment", Some((*variable).to_owned())),
        Origin::Flag(flag) => ("flag", Some((*flag).to_owned())),
    };
    Row {
        name,
        value: value(&chosen.value),
        from,
        place,
    }
}

fn path(path: &Path) -> Value {
    json!(path.display().to_string())
}

fn optional_path(value: Option<&PathBuf>) -> Value {
    value.map_or(Value::Null, |value| path(value))
}

fn optional_lang(value: Option<&Lang>) -> Value {
    value.map_or(Value::Null, |lang| json!(lang.as_str()))
}

/// A value as karvan.toml would hold it; what is not set, as a dash.
fn toml(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(toml).collect();
            format!("[{}]", all.join(", "))
        }
        Value::Object(all) => {
            let all: Vec<String> = all
                .iter()
                .map(|(name, value)| format!("{name} = {value}"))
                .collect();
            format!("{{{}}}", all.join(", "))
        }
        other => other.to_string(),
    }
}

fn origin(row: &Row) -> String {
    match (&row.place, row.from) {
        (Some(place), "file") => place.clone(),
        (Some(place), "environment") => format!("environment variable {place}"),
        (Some(place), from) => format!("{from} {place}"),
        (None, from) => from.to_owned(),
    }
}
