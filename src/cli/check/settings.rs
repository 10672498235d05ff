//! What `check` is to do: flags, else `karvan.toml`, else a default, each with where it comes from.

use crate::cli::args::{GlossaryArg, no_glossary};
use karvan::config::{Config, Said};
use karvan::error::{Error, Place, Result, closest};
use karvan::lang::Lang;
use std::path::{Path, PathBuf};

/// The flags that `karvan.toml` can hold too.
#[derive(Debug, clap::Args)]
pub(crate) struct SettingArgs {
    /// Files of units (TMX, TSV, ...) and folders of them; `-` is standard input [default: `check.files`]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A text and its translation, aligned on the fly; or patterns of their names, such as
    /// '{name}.en.md' '{name}.az.md'. Can be given several times [default: `check.pairs`]
    #[arg(long, num_args = 2, value_names = ["SRC", "TGT"], action = clap::ArgAction::Append)]
    pair: Vec<PathBuf>,
    /// What is passed over in folders and patterns, as in a .gitignore; can be given several times
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// The language of the sources
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::args::lang)]
    source: Option<Lang>,
    /// The language of the translations
    #[arg(short, long, value_name = "LANG", value_parser = crate::cli::args::lang)]
    target: Option<Lang>,
    #[command(flatten)]
    glossary: GlossaryArg,
    /// How to print the findings [default: text]
    #[arg(long, value_enum)]
    format: Option<CheckFormat>,
    /// The least severity that makes the exit status 1 [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Whether a term has to be translated each time it occurs or once in its unit [default: each]
    #[arg(long, value_enum, value_name = "HOW")]
    count: Option<Count>,
    /// The domain of the texts, for concepts with the flag `domain-only`; can be given several times
    #[arg(long, value_name = "NAME")]
    domain: Vec<String>,
    /// Findings that are known and not reported, as --write-baseline wrote them
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Findings that are right as they stand, each with a reason
    #[arg(long, value_name = "FILE")]
    suppressions: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people: place, message, and the words in their sentence
    Text,
    /// One JSON document
    Json,
    /// One JSON object a finding
    Jsonl,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit's XML: a failed test a finding
    Junit,
    /// Checkstyle's XML
    Checkstyle,
    /// A page to read and filter in a browser
    Html,
    /// Rows of a file of suppressions, with the reason left to write
    Suppressions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FailOn {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
    /// Nothing: findings are printed, and the exit status is 0
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Count {
    /// Each time
    Each,
    /// Once
    Once,
}

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File(Place),
    Environment(&'static str),
    Flag(&'static str),
}

/// A setting with where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Chosen<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// All settings of a check.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) source: Chosen<Option<Lang>>,
    pub(crate) target: Chosen<Option<Lang>>,
    pub(crate) glossary: Chosen<Option<PathBuf>>,
    pub(crate) files: Chosen<Vec<PathBuf>>,
    pub(crate) pairs: Chosen<Vec<[PathBuf; 2]>>,
    pub(crate) exclude: Chosen<Vec<String>>,
    pub(crate) format: Chosen<CheckFormat>,
    pub(crate) fail_on: Chosen<FailOn>,
    pub(crate) count: Chosen<Count>,
    pub(crate) domains: Chosen<Vec<String>>,
    pub(crate) baseline: Chosen<Option<PathBuf>>,
    pub(crate) suppressions: Chosen<Option<PathBuf>>,
    /// The folder that patterns of `exclude` are seen from.
    pub(crate) exclude_from: PathBuf,
}

/// The flag, if it was given, else what the file says, else the default.
fn choose<T>(
    flag: Option<T>,
    name: &'static str,
    said: impl FnOnce() -> Result<Option<Said<T>>>,
    default: T,
) -> Result<Chosen<T>> {
    let from = |value, origin| Chosen { value, origin };
    Ok(match flag {
        Some(value) => from(value, Origin::Flag(name)),
        None => match said()? {
            Some(said) => from(said.value, Origin::File(said.place)),
            None => from(default, Origin::Default),
        },
    })
}

fn optional<T>(said: Option<Said<T>>) -> Option<Said<Option<T>>> {
    said.map(|said| Said {
        value: Some(said.value),
        place: said.place,
    })
}

fn filled<T>(list: &[T]) -> Option<Vec<T>>
where
    T: Clone,
{
    (!list.is_empty()).then(|| list.to_vec())
}

impl Settings {
    pub(crate) fn of(args: &SettingArgs, config: &Config) -> Result<Self> {
        // Who names files or pairs means these and no others.
        let named = !(args.files.is_empty() && args.pair.is_empty());
        let pairs = args
            .pair
            .chunks_exact(2)
            .map(|pair| [pair[0].clone(), pair[1].clone()])
            .collect::<Vec<_>>();
        let exclude = choose(
            filled(&args.exclude),
            "--exclude",
            || Ok(config.texts("check.exclude")),
            Vec::new(),
        )?;
        let of_file = matches!(exclude.origin, Origin::File(_));
        Ok(Self {
            source: choose(
                args.source.clone().map(Some),
                "--source",
                || Ok(optional(config.lang("check.source"))),
                None,
            )?,
            target: choose(
                args.target.clone().map(Some),
                "--target",
                || Ok(optional(config.lang("check.target"))),
                None,
            )?,
            glossary: choose(
                args.glossary.named().map(|path| Some(path.to_path_buf())),
                "--glossary",
                || {
                    let own = config.path("check.glossary");
                    Ok(optional(own.or_else(|| config.path("glossary"))))
                },
                None,
            )?,
            files: choose(
                named.then(|| args.files.clone()),
                "FILE",
                || Ok(config.paths("check.files")),
                Vec::new(),
            )?,
            pairs: choose(
                named.then_some(pairs),
                "--pair",
                || Ok(config.pairs("check.pairs")),
                Vec::new(),
            )?,
            format: choose(
                args.format,
                "--format",
                || one_of(config, "check.format"),
                CheckFormat::Text,
            )?,
            fail_on: choose(
                args.fail_on,
                "--fail-on",
                || one_of(config, "check.fail-on"),
                FailOn::Warning,
            )?,
            count: choose(
                args.count,
                "--count",
                || one_of(config, "check.count"),
                Count::Each,
            )?,
            domains: choose(
                filled(&args.domain),
                "--domain",
                || Ok(config.texts("check.domains")),
                Vec::new(),
            )?,
            baseline: choose(
                args.baseline.clone().map(Some),
                "--baseline",
                || Ok(optional(config.path("check.baseline"))),
                None,
            )?,
            suppressions: choose(
                args.suppressions.clone().map(Some),
                "--suppressions",
                || Ok(optional(config.path("check.suppressions"))),
                None,
            )?,
            exclude_from: if of_file {
                config.folder().to_path_buf()
            } else {
                PathBuf::new()
            },
            exclude,
        })
    }

    /// The two languages.
    pub(crate) fn languages(&self) -> Result<[Lang; 2]> {
        let named = |chosen: &Chosen<Option<Lang>>, side: &str| {
            chosen.value.clone().ok_or_else(|| {
                let example = if side == "source" { "en" } else { "az" };
                Error::usage(
                    format!("no {side} language is named"),
                    format!(
                        "name it with --{side} LANG, or as `{side} = \"{example}\"` under [check] in karvan.toml"
                    ),
                )
            })
        };
        let langs = [
            named(&self.source, "source")?,
            named(&self.target, "target")?,
        ];
        if langs[0].fit(&langs[1]).is_some() {
            return Err(Error::usage(
                format!("source and target are both {}", langs[0]),
                "name two languages with -s and -t",
            ));
        }
        Ok(langs)
    }

    /// The glossary's file.
    pub(crate) fn glossary(&self) -> Result<&Path> {
        self.glossary.value.as_deref().ok_or_else(no_glossary)
    }
}

/// A setting that is one of a few words.
fn one_of<T: clap::ValueEnum>(config: &Config, name: &str) -> Result<Option<Said<T>>> {
    let Some(said) = config.text(name) else {
        return Ok(None);
    };
    if let Ok(value) = T::from_str(&said.value, false) {
        return Ok(Some(Said {
            value,
            place: said.place,
        }));
    }
    let names: Vec<String> = T::value_variants().iter().map(word).collect();
    let meant = closest(&said.value, names.iter().map(String::as_str))
        .map_or_else(String::new, |meant| format!("; did you mean \"{meant}\"?"));
    Err(Error::malformed(
        said.place,
        format!("`{name}` cannot be \"{}\"{meant}", said.value),
        format!("it can be {}", names.join(", ")),
    ))
}

/// The word for a value.
pub(crate) fn word<T: clap::ValueEnum>(value: &T) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
