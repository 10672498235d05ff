//! Units of one file in several.

use crate::model::{Annotation, Tu};

/// By what units are parted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SplitBy {
    /// So many in each file, in order.
    Units(u64),
    /// By the languages that they have.
    Languages,
    /// By the value of a property of this type, of the unit or else of its variants.
    Property(String),
}

impl SplitBy {
    /// The name of the part that the unit with this number, from 0, belongs to; it fits into the name of a file.
    pub fn part(&self, number: u64, tu: &Tu) -> String {
        match self {
            Self::Units(units) => format!("{:04}", number / (*units).max(1) + 1),
            Self::Languages => {
                let mut langs: Vec<&str> =
                    tu.variants.iter().map(|tuv| tuv.lang.as_str()).collect();
                langs.sort_unstable();
                langs.dedup();
                name_of(&langs.join("_"))
            }
            Self::Property(kind) => {
                let own = tu.annotations.iter();
                let all = own.chain(tu.variants.iter().flat_map(|tuv| &tuv.annotations));
                let mut values = all.filter_map(|annotation| match annotation {
                    Annotation::Prop(prop) if prop.kind == *kind => Some(prop.value.as_str()),
                    _ => None,
                });
                name_of(values.next().unwrap_or_default())
            }
        }
    }
}

/// A value as a part of a file's name; values that differ only in what such a name cannot hold come together.
fn name_of(value: &str) -> String {
    const LONGEST: usize = 60;
    let plain = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    let name: String = value.trim().chars().map(plain).take(LONGEST).collect();
    match name.trim_matches(['.', '-']) {
        "" => "none".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_becomes_a_part_of_a_name() {
        for (value, name) in [
            ("", "none"),
            ("..", "none"),
            ("../etc/passwd", "etc-passwd"),
            ("Danışıqlar 2026", "Danışıqlar-2026"),
            ("a\tb\0c", "a-b-c"),
        ] {
            assert_eq!(name_of(value), name);
        }
    }
}
