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

/// The name of a value that has no character of a name, or of none.
pub const NO_VALUE: &str = "none";

/// The part that a unit belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What its units have in common; `None` where they lack the property.
    pub value: Option<String>,
    /// That as a part of a file's name. Two values may have one name.
    pub name: String,
}

impl SplitBy {
    /// The part that the unit with this number, from 0, belongs to.
    pub fn part(&self, number: u64, tu: &Tu) -> Share {
        let value = match self {
            Self::Units(units) => Some(format!("{:04}", number / (*units).max(1) + 1)),
            Self::Languages => {
                let mut langs: Vec<&str> =
                    tu.variants.iter().map(|tuv| tuv.lang.as_str()).collect();
                langs.sort_unstable();
                langs.dedup();
                Some(langs.join("_"))
            }
            Self::Property(kind) => {
                let own = tu.annotations.iter();
                let all = own.chain(tu.variants.iter().flat_map(|tuv| &tuv.annotations));
                let mut values = all.filter_map(|annotation| match annotation {
                    Annotation::Prop(prop) if prop.kind == *kind => Some(prop.value.trim()),
                    _ => None,
                });
                values.next().map(str::to_owned)
            }
        };
        let value = value.filter(|value| !value.is_empty());
        let name = name_of(value.as_deref().unwrap_or_default());
        Share { value, name }
    }
}

/// A value as a part of a file's name.
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
        "" => NO_VALUE.to_owned(),
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
