//! What a page hides by an attribute: `hidden`, or a style of its own with `display: none`. What style sheets and scripts hide is not known.
//!
//! `hidden="until-found"` is text that a reader can find, so it stays.

use super::html_elements::{LEFT_OUT, PARENTS, VOID, is_in};

/// An element that is left out.
pub(super) struct Hidden {
    name: Vec<u8>,
    /// How many of its name are open.
    depth: usize,
    /// How many lists and tables are open inside of it.
    parents: usize,
    /// What begins after it, where its end tag may be left out.
    ended_by: Option<&'static [&'static str]>,
}

impl Hidden {
    /// An element that ends with its end tag only.
    pub(super) fn element(name: &[u8]) -> Self {
        Self {
            name: name.to_vec(),
            depth: 1,
            parents: 0,
            ended_by: None,
        }
    }

    /// An element that an attribute hides; `None` where it has no content.
    pub(super) fn by_attribute(name: &[u8]) -> Option<Self> {
        let ended = LEFT_OUT.iter().find(|(known, _)| known.as_bytes() == name);
        (!is_in(&VOID, name)).then(|| Self {
            ended_by: ended.map(|(_, by)| *by),
            ..Self::element(name)
        })
    }

    /// The name of the element.
    pub(super) fn name(&self) -> &[u8] {
        &self.name
    }

    /// Takes a start tag inside of it; true where the element has ended before that tag. `is_block` says whether the tag is one of a block.
    pub(super) fn open(&mut self, name: &[u8], is_block: bool) -> bool {
        if let Some(ended_by) = self.ended_by {
            let is_paragraph = self.name == b"p";
            if self.parents == 0 && (is_in(ended_by, name) || is_paragraph && is_block) {
                return true;
            }
            self.parents += usize::from(is_in(&PARENTS, name));
        }
        self.depth += usize::from(self.name == name);
        false
    }

    /// Takes an end tag: whether the element has ended with it, and whether it ended before it. `is_block` is as for
    /// [`Hidden::open`].
    pub(super) fn close(&mut self, name: &[u8], is_block: bool) -> (bool, bool) {
        let is_parent = is_in(&PARENTS, name) || self.name == b"p" && is_block && name != b"p";
        if self.ended_by.is_some() && is_parent {
            // The end of what it stands in.
            let before = self.parents == 0;
            self.parents = self.parents.saturating_sub(1);
            return (before, before);
        }
        self.depth -= usize::from(self.name == name && self.depth > 0);
        (self.depth == 0, false)
    }
}

/// Whether an attribute hides its element.
pub(super) fn hides(attribute: &[u8], value: &[u8]) -> bool {
    let value = String::from_utf8_lossy(value);
    match attribute {
        b"hidden" => !value.trim().eq_ignore_ascii_case("until-found"),
        b"style" => display(&value).eq_ignore_ascii_case("none"),
        _ => false,
    }
}

/// The value of `display` in a style: the last declaration wins, an important one over all others.
fn display(style: &str) -> &str {
    let mut display = ("", false);
    for declaration in style.split(';') {
        let (property, value) = declaration.split_once(':').unwrap_or_default();
        let (value, mark) = value.split_once('!').unwrap_or((value, ""));
        let is_important = mark.trim().eq_ignore_ascii_case("important");
        let wins = is_important || !display.1;
        if property.trim().eq_ignore_ascii_case("display") && !value.trim().is_empty() && wins {
            display = (value.trim(), is_important);
        }
    }
    display.0
}
