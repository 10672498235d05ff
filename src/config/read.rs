//! From TOML to settings, with the line of everything that is wrong.

use super::Said;
use super::setting::{Kind, Level, SETTINGS, Setting, Value};
use crate::error::{Error, Place, Result, closest};
use crate::format::encoding::line_column;
use crate::lang::Lang;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file that is read.
struct File<'t> {
    text: &'t str,
    path: &'t Path,
}

/// The settings of a file.
pub(super) fn settings(text: &str, path: &Path) -> Result<BTreeMap<&'static str, Said<Value>>> {
    let file = File { text, path };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().unwrap_or(text.len()..text.len());
        // Several reasons stand on lines of their own.
        let what = error.message().lines().collect::<Vec<_>>().join(", ");
        file.error(at, what, "karvan.toml is written in TOML (https://toml.io)")
    })?;
    let mut said = BTreeMap::new();
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name: &str = key.get_ref();
        if !tables().contains(name) {
            file.add(&mut said, name, key.span(), value)?;
            continue;
        }
        let DeValue::Table(inner) = value.get_ref() else {
            return Err(file.error(
                key.span(),
                format!("`{name}` is a table, written as [{name}]"),
                format!("write [{name}] on a line of its own, and its settings below"),
            ));
        };
        let mut entries: Vec<_> = inner.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name = format!("{name}.{}", key.get_ref());
            file.add(&mut said, &name, key.span(), value)?;
        }
    }
    Ok(said)
}

/// The tables that hold settings.
fn tables() -> BTreeSet<&'static str> {
    SETTINGS
        .iter()
        .filter_map(|setting| Some(setting.name.split_once('.')?.0))
        .collect()
}

impl File<'_> {
    fn place(&self, at: &Range<usize>) -> Place {
        let before = at.start.min(self.text.len());
        let (line, column) = line_column(&self.text.as_bytes()[..before]);
        Place::at(self.path, line, column)
    }

    fn error(&self, at: Range<usize>, what: impl Into<String>, help: impl Into<String>) -> Error {
        Error::malformed(self.place(&at), what, help)
    }

    fn add(
        &self,
        said: &mut BTreeMap<&'static str, Said<Value>>,
        name: &str,
        key: Range<usize>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<()> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
            return Err(self.unknown(name, key, value.get_ref()));
        };
        let place = self.place(&key);
        let value = self.value(setting, value)?;
        said.insert(setting.name, Said { value, place });
        Ok(())
    }

    fn unknown(&self, name: &str, key: Range<usize>, value: &DeValue<'_>) -> Error {
        if matches!(value, DeValue::Table(_)) && !name.contains('.') {
            let meant = closest(name, tables())
                .map_or_else(String::new, |table| format!("; did you mean `{table}`?"));
            return self.error(
                key,
                format!("there is no table `{name}`{meant}"),
                format!("the tables are: {}", list(tables())),
            );
        }
        let names = || SETTINGS.iter().map(|setting| setting.name);
        let last = |name: &'static str| name.rsplit('.').next().unwrap_or(name);
        let meant = names()
            .find(|other| last(other) == name)
            .or_else(|| closest(name, names()))
            .map_or_else(String::new, |other| format!("; did you mean `{other}`?"));
        let table = name.split_once('.').map(|(table, _)| table);
        let beside = names().filter(|other| other.split_once('.').map(|(t, _)| t) == table);
        self.error(
            key,
            format!("there is no setting `{name}`{meant}"),
            match table {
                Some(table) => format!("the settings of [{table}] are: {}", list(beside.map(last))),
                None => format!("the settings outside of tables are: {}", list(beside)),
            },
        )
    }

    /// The entries of a table of texts, in the order of the file.
    fn levels(&self, value: &DeValue<'_>) -> Option<Vec<Level>> {
        let mut entries: Vec<_> = value.as_table()?.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let level = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            Some(Level {
                name: std::borrow::Cow::to_string(key.get_ref()),
                level: value.get_ref().as_str()?.to_owned(),
                place: self.place(&key.span()),
            })
        };
        entries.into_iter().map(level).collect()
    }

    fn value(&self, setting: &Setting, value: &Spanned<DeValue<'_>>) -> Result<Value> {
        let text = |value: &DeValue<'_>| value.as_str().map(str::to_owned);
        let texts = |value: &DeValue<'_>| -> Option<Vec<String>> {
            value
                .as_array()?
                .iter()
                .map(|one| text(one.get_ref()))
                .collect()
        };
        let found = match setting.kind {
            Kind::Text | Kind::Path | Kind::Language => text(value.get_ref()).map(Value::Text),
            Kind::Texts | Kind::Paths => texts(value.get_ref()).map(Value::Texts),
            Kind::Pairs => value.get_ref().as_array().and_then(|pairs| {
                pairs
                    .iter()
                    .map(|pair| texts(pair.get_ref())?.try_into().ok())
                    .collect::<Option<Vec<[String; 2]>>>()
                    .map(Value::Pairs)
            }),
            Kind::Levels => self.levels(value.get_ref()).map(Value::Levels),
        };
        let at = value.span();
        let found = found.ok_or_else(|| {
            let (kind, example) = setting.kind.written();
            let last = setting.name.rsplit('.').next().unwrap_or(setting.name);
            // Of a pair that is none, the list is told.
            let at = match setting.kind {
                Kind::Pairs => match value.get_ref().as_array().and_then(|pairs| {
                    pairs
                        .iter()
                        .find(|pair| texts(pair.get_ref()).is_none_or(|texts| texts.len() != 2))
                }) {
                    Some(wrong) => wrong.span(),
                    None => at.clone(),
                },
                _ => at.clone(),
            };
            self.error(
                at,
                format!("`{}` is {kind}", setting.name),
                format!("write {last} = {example}"),
            )
        })?;
        if let (Kind::Language, Value::Text(tag)) = (setting.kind, &found) {
            Lang::parse(tag).map_err(|error| {
                self.error(
                    at,
                    format!("`{}`: {error}", setting.name),
                    error.help().unwrap_or_default(),
                )
            })?;
        }
        Ok(found)
    }
}

fn list(names: impl IntoIterator<Item = &'static str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}
