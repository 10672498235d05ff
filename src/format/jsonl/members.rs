//! The members of an object, and what their values may be.

use super::Refusal;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object in the order of the file.
pub(super) struct Members(pub(super) Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Take;
        impl<'de> Visitor<'de> for Take {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object, {\"en\": …, \"az\": …}")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Take)
    }
}

/// Whether a line is a whole JSON object.
pub(in crate::format) fn is_object(line: &str) -> bool {
    serde_json::from_str::<Members>(line).is_ok()
}

/// The text of a member; `None` where it is null.
pub(super) fn text(
    (name, value): &(String, Box<RawValue>),
) -> std::result::Result<Option<String>, Refusal> {
    serde_json::from_str(value.get()).map_err(|error| {
        let reason = reason(&error);
        Refusal::Unit(format!("{name:?} holds no text ({reason})"))
    })
}

/// A text; `None` where it is null or none.
pub(super) fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str::<Option<String>>(value.get())
        .ok()
        .flatten()
}

/// A text or a number.
pub(super) fn identifier(value: &RawValue) -> Option<String> {
    let number = || {
        value
            .get()
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
    };
    string(value).or_else(|| number().then(|| value.get().to_owned()))
}

/// A column in code points from one in bytes; both count from 1.
pub(super) fn column(line: &str, bytes: usize) -> usize {
    let before = bytes.saturating_sub(1).min(line.len());
    line.char_indices()
        .take_while(|(at, _)| *at < before)
        .count()
        + 1
}

/// What serde_json says, without its own idea of the place.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
