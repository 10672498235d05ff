//! Which rules of `check` run: `--rule`, `--only`, and the list of them.

use karvan::check::{Code, Selection, Severity};
use karvan::config::Config;
use karvan::error::{Error, Result};
use std::io::{self, Write};

/// The choice of rules.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArgs {
    /// What a code, a rule or `all` is to be: off, on, warning or error; can be given several times
    #[arg(long = "rule", value_name = "CODE=SEVERITY")]
    rules: Vec<String>,
    /// Look for these codes and rules only
    #[arg(long, value_name = "CODE,...", value_delimiter = ',')]
    only: Vec<String>,
    /// List the codes with what they are, and do nothing else
    #[arg(long)]
    pub(crate) list_rules: bool,
}

impl RuleArgs {
    /// The choice: the default, then what `karvan.toml` says (its table has no order: the narrower name holds), then
    /// `--rule` in its order, then `--only`.
    pub(crate) fn selection(&self, config: &Config) -> Result<Selection> {
        let mut selection = Selection::default();
        let mut levels: Vec<_> = config.levels("check.rules").iter().collect();
        levels.sort_by_key(|level| Selection::rank(&level.name));
        for level in levels {
            selection.set(&level.name, &level.level).map_err(|error| {
                let help = error.help().unwrap_or_default().to_owned();
                Error::malformed(level.place.clone(), error.to_string(), help)
            })?;
        }
        for setting in &self.rules {
            selection.set_written(setting)?;
        }
        if !self.only.is_empty() {
            selection.only(self.only.iter().map(|name| name.trim()))?;
        }
        Ok(selection)
    }
}

/// Prints every code with its severity under a choice, and what it is.
pub(crate) fn list(out: &mut dyn Write, selection: &Selection) -> io::Result<()> {
    let width = |of: fn(Code) -> &'static str| {
        Code::ALL
            .iter()
            .map(|code| of(*code).len())
            .max()
            .unwrap_or(0)
    };
    let names = width(Code::name);
    let rules = width(|code| code.about().rule);
    writeln!(
        out,
        "{:names$}  {:rules$}  severity  what it finds",
        "code", "rule"
    )?;
    for code in Code::ALL {
        let level = selection.level(code).map_or("off", Severity::name);
        writeln!(
            out,
            "{:names$}  {:rules$}  {level:8}  {}",
            code.name(),
            code.about().rule,
            code.description()
        )?;
    }
    Ok(())
}
