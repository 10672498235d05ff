//! Which codes are looked for, and how bad each of them is.

use super::{Code, Severity};
use crate::error::{Error, Result, closest};
use std::collections::{BTreeMap, BTreeSet};

/// The name that stands for every code that can be chosen.
const ALL: &str = "all";

/// The chosen codes. Without a choice each is as [`Code::about`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    levels: BTreeMap<Code, Severity>,
}

impl Default for Selection {
    fn default() -> Self {
        let levels = Code::ALL
            .into_iter()
            .filter(|code| code.about().on)
            .map(|code| (code, code.severity()))
            .collect();
        Self { levels }
    }
}

impl Selection {
    /// How bad a finding of this code is; `None` where it is not looked for.
    pub fn level(&self, code: Code) -> Option<Severity> {
        self.levels.get(&code).copied()
    }

    /// Whether one of these codes is looked for.
    pub fn wants(&self, codes: &[Code]) -> bool {
        codes.iter().any(|code| self.levels.contains_key(code))
    }

    /// Whether nothing of a text or its translation is looked for: what is wrong with suppressions stands in no text.
    pub fn is_empty(&self) -> bool {
        let suppressions: BTreeSet<Code> = Code::of_rule("suppression").collect();
        self.levels.keys().all(|code| suppressions.contains(code))
    }

    /// Looks for these codes only, each as bad as it is by default or was said to be before. What is wrong with
    /// suppressions stays.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name that neither a code nor a rule has.
    pub fn only<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Result<()> {
        let mut chosen: BTreeSet<Code> = Code::of_rule("suppression").collect();
        for name in names {
            chosen.extend(codes_named(name)?);
        }
        self.levels = chosen
            .into_iter()
            .map(|code| (code, self.level(code).unwrap_or(code.severity())))
            .collect();
        Ok(())
    }

    /// Sets the level of a code, of all codes of a rule, or of `all`: `off`, `warning`, `error`, or `on` for the
    /// default severity.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name that neither a code nor a rule has, and for another level.
    pub fn set(&mut self, name: &str, level: &str) -> Result<()> {
        let severity = match level {
            "off" => None,
            "on" => Some(None),
            "warning" => Some(Some(Severity::Warning)),
            "error" => Some(Some(Severity::Error)),
            _ => {
                return Err(Error::usage(
                    format!("\"{level}\" is no severity for {name}"),
                    "a rule can be off, on, warning or error",
                ));
            }
        };
        for code in codes_named(name)? {
            match severity {
                None => self.levels.remove(&code),
                Some(severity) => self
                    .levels
                    .insert(code, severity.unwrap_or(code.severity())),
            };
        }
        Ok(())
    }

    /// Where a name comes among names that are set together and have no order of their own, as in a table: `all` before
    /// rules, rules before codes, so that the narrower name holds.
    pub fn rank(name: &str) -> usize {
        if name == ALL {
            return 0;
        }
        1 + usize::from(Code::named(name).is_some())
    }

    /// [`Self::set`] for `NAME=LEVEL`.
    ///
    /// # Errors
    /// The same, and where there is no `=`.
    pub fn set_written(&mut self, setting: &str) -> Result<()> {
        let Some((name, level)) = setting.split_once('=') else {
            return Err(Error::usage(
                format!("\"{setting}\" does not say what the rule is to be"),
                format!("write {setting}=off, {setting}=warning or {setting}=error"),
            ));
        };
        self.set(name.trim(), level.trim())
    }
}

/// The codes that a name stands for.
fn codes_named(name: &str) -> Result<Vec<Code>> {
    if name == ALL {
        return Ok(Code::ALL.to_vec());
    }
    if let Some(code) = Code::named(name) {
        return Ok(vec![code]);
    }
    let of_rule: Vec<Code> = Code::of_rule(name).collect();
    if !of_rule.is_empty() {
        return Ok(of_rule);
    }
    let names = Code::ALL
        .iter()
        .flat_map(|code| [code.name(), code.about().rule]);
    Err(Error::usage(
        format!("there is no rule \"{name}\""),
        match closest(name, names) {
            Some(meant) => format!("did you mean {meant}? karvan check --list-rules shows all"),
            None => "karvan check --list-rules shows all".to_owned(),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_chosen_by_name_by_rule_and_all() {
        let mut chosen = Selection::default();
        assert_eq!(chosen.level(Code::TermMissing), Some(Severity::Error));
        chosen.set_written("terminology=warning").unwrap();
        assert_eq!(chosen.level(Code::TermForbidden), Some(Severity::Warning));
        assert!(!chosen.is_empty());
        chosen.set("term-missing", "off").unwrap();
        assert!(!chosen.wants(&[Code::TermMissing]));
        assert!(chosen.wants(&[Code::TermMissing, Code::TermForbidden]));
        chosen.set("all", "error").unwrap();
        assert!(
            Code::ALL
                .iter()
                .all(|c| chosen.level(*c) == Some(Severity::Error))
        );
        chosen.set("all", "on").unwrap();
        assert_eq!(
            chosen.level(Code::Untranslated),
            Some(Code::Untranslated.severity())
        );
        chosen.set("all", "off").unwrap();
        assert!(chosen.is_empty());
        chosen.set("suppression", "on").unwrap();
        assert!(chosen.is_empty());
    }

    #[test]
    fn the_narrower_name_holds() {
        let mut names = [
            "term-missing",
            "terminology",
            "all",
            "target-empty",
            "untranslated",
        ];
        names.sort_by_key(|name| Selection::rank(name));
        assert_eq!(names[0], "all");
        assert_eq!(names[1], "terminology");
        assert!(names[2..].contains(&"term-missing"));
    }

    #[test]
    fn only_these_keep_the_severity_that_was_said() {
        let mut chosen = Selection::default();
        chosen.set("untranslated", "error").unwrap();
        chosen.only(["untranslated"]).unwrap();
        assert_eq!(chosen.level(Code::Untranslated), Some(Severity::Error));
        assert_eq!(chosen.level(Code::TermMissing), None);
        assert!(chosen.level(Code::SuppressionUnused).is_some());
    }

    #[test]
    fn a_wrong_name_is_told() {
        let mut chosen = Selection::default();
        let error = chosen.set("term-mising", "off").unwrap_err();
        assert!(error.help().unwrap().contains("term-missing"), "{error}");
        assert!(chosen.set("term-missing", "loud").is_err());
        assert!(chosen.set_written("term-missing").is_err());
        assert!(chosen.only(["nothing-like-it-at-all"]).is_err());
    }
}
