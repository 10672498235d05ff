//! The entities that a document type declares in the file itself, and its values of attributes. They are expanded within
//! bounds; what lies in another file is never read.

use super::declarations::{Declaration, Declarations, Value};
use super::defaults::{Declared, Defaults};
use super::inserted::{bytes_of, is_balanced};
use super::markup::{is_xml_char, line_ends, resolve};
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell};
use std::sync::Arc;

/// What a name stands for.
#[derive(Debug)]
enum Entity {
    /// Text, with references to other entities in it.
    Text(Text),
    /// Another file, or a picture.
    External,
}

/// The text of an entity.
#[derive(Debug)]
struct Text {
    text: String,
    /// The bytes that are read where it stands for markup, once that is known; `None`: it is not well-formed by itself.
    markup: OnceCell<Option<Arc<[u8]>>>,
}

/// What a reference stands for in the content of an element.
pub(super) enum Content {
    Char(char),
    Text(String),
    /// Markup, to be read in place of the reference.
    Markup(Arc<[u8]>),
}

/// Why a reference is not expanded as text.
enum Stop {
    /// This entity in it holds markup.
    Markup(String),
    Wrong(String),
}

impl From<String> for Stop {
    fn from(what: String) -> Self {
        Self::Wrong(what)
    }
}

/// The declared entities, and what their expansion has made so far.
#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: FxHashMap<String, Entity>,
    /// Those of declarations; `None`: in another file.
    parameters: FxHashMap<String, Option<Arc<str>>>,
    defaults: Defaults,
    /// What is odd about them: the first one that lies in another file, the first one that is nowhere.
    external: Option<String>,
    missing: Option<String>,
    made: Cell<u64>,
    /// Whether there was a document type.
    are_declared: bool,
    /// Whether there are declarations that were not read.
    is_unread: bool,
}

/// Entities within entities deeper than this are an attack.
const MOST_DEEP: usize = 16;
/// So many names are followed to find out whether one comes back to itself.
const MOST_SEEN: usize = 500;
/// What all references of a file may expand to, in bytes: so much, and so many times what was read of the file.
const MOST_MADE: u64 = 1 << 20;
const MOST_TIMES: u64 = 10;

impl Entities {
    /// Reads the declarations of an internal subset, the text between `[` and `]`. The first of two declarations of a
    /// name holds (XML 1.0, section 4.2). An error comes with its place in the text, in bytes.
    /// `goes_on`: in another file, too.
    pub(super) fn declare(&mut self, subset: &str, goes_on: bool) -> Result<(), (usize, String)> {
        self.are_declared = true;
        self.is_unread = goes_on;
        self.declare_in(subset, &mut Vec::new())
    }

    /// Reads declarations that stand inside of these entities.
    fn declare_in(&mut self, text: &str, around: &mut Vec<String>) -> Result<(), (usize, String)> {
        let mut declarations = Declarations::new(text);
        loop {
            let at = declarations.offset();
            let fail = |what: String| (at, what);
            let Some(declaration) = declarations.next().map_err(fail)? else {
                return Ok(());
            };
            match declaration {
                Declaration::Entity(name, value) => self.entity(name, value).map_err(fail)?,
                Declaration::Parameter(name, value) => self.parameter(name, value).map_err(fail)?,
                Declaration::Attributes(element, attributes) => {
                    let mut values = attributes.iter().filter_map(|one| one.default);
                    values
                        .try_for_each(|value| self.check_value(value))
                        .map_err(fail)?;
                    self.defaults.declare(element, &attributes).map_err(fail)?;
                }
                Declaration::Reference(name) => self.include(name, around).map_err(fail)?,
                Declaration::Other => {}
            }
        }
    }

    fn entity(&mut self, name: &str, value: Value<'_>) -> Result<(), String> {
        let entity = match value {
            Value::Text(text) => Entity::Text(Text {
                text: with_characters(text)?,
                markup: OnceCell::new(),
            }),
            Value::External => {
                self.external.get_or_insert_with(|| name.to_owned());
                Entity::External
            }
        };
        self.declared.entry(name.to_owned()).or_insert(entity);
        Ok(())
    }

    fn parameter(&mut self, name: &str, value: Value<'_>) -> Result<(), String> {
        let text = match value {
            Value::Text(text) => Some(with_characters(text)?.into()),
            Value::External => {
                self.external.get_or_insert_with(|| format!("%{name}"));
                None
            }
        };
        self.parameters.entry(name.to_owned()).or_insert(text);
        Ok(())
    }

    /// Reads the declarations that an entity stands for, inside of these.
    fn include(&mut self, name: &str, around: &mut Vec<String>) -> Result<(), String> {
        let text = match self.parameters.get(name) {
            Some(Some(text)) => Arc::clone(text),
            Some(None) => {
                self.is_unread = true;
                return Ok(());
            }
            None if self.is_unread => {
                self.missing.get_or_insert_with(|| name.to_owned());
                return Ok(());
            }
            None => {
                return Err(format!(
                    "the entity %{name}; is declared nowhere in this file"
                ));
            }
        };
        if around.iter().any(|outer| outer == name) {
            return Err(format!("the entity %{name}; refers to itself"));
        }
        // An empty one takes time, too.
        if around.len() > MOST_DEEP || !self.allows(text.len() + 16, 0) {
            return Err(format!(
                "the entity %{name}; stands for too much: such files are made to fill the memory of a machine"
            ));
        }
        around.push(name.to_owned());
        let read = self.declare_in(&text, around);
        around.pop();
        read.map_err(|(_, what)| format!("in the entity %{name};: {what}"))
    }

    /// Entities stand before their references in values that are declared (XML 1.0, section 4.1), and hold no `<`.
    fn check_value(&self, value: &str) -> Result<(), String> {
        self.expand_value(value, 0, &mut String::new())
    }

    /// Whether there was a document type.
    pub(super) fn are_declared(&self) -> bool {
        self.are_declared
    }

    /// Whether the file itself declares what references stand for.
    pub(super) fn any(&self) -> bool {
        !self.declared.is_empty()
    }

    /// The attributes of an element whose declaration makes a difference.
    pub(super) fn defaults(&self, element: &str) -> &[Declared] {
        self.defaults.of(element)
    }

    /// What to say about entities that lie in other files, or nowhere.
    pub(super) fn take_unread(&mut self) -> Vec<String> {
        let external = self.external.take().map(|name| {
            format!("the document type declares the entity {name}, which lies in another file: that was not read")
        });
        let missing = self.missing.take().map(|name| {
            format!("the document type refers to the entity %{name};, which is declared nowhere")
        });
        external.into_iter().chain(missing).collect()
    }

    /// Adds what a reference in the value of an attribute, between `&` and `;`, stands for; `read` is the length of the file
    /// so far. Blanks stand for white space in what an entity holds (XML 1.0, section 3.3.3).
    pub(super) fn expand(
        &self,
        reference: &str,
        read: u64,
        out: &mut String,
    ) -> Result<(), String> {
        let how = Way { read, spaced: true };
        self.expand_in(reference, how, out, 0).map_err(in_attribute)
    }

    /// What a reference in the content of an element stands for, inside of so many entities that stand for markup.
    pub(super) fn content(
        &self,
        reference: &str,
        read: u64,
        around: usize,
    ) -> Result<Content, String> {
        if let Some(c) = resolve(reference)? {
            return Ok(Content::Char(c));
        }
        let made = self.made.get();
        let how = Way {
            read,
            spaced: false,
        };
        let mut text = String::new();
        match self.expand_in(reference, how, &mut text, around) {
            Ok(()) if text.contains("]]>") => Err(format!(
                "the entity &{reference}; holds ]]>, which may not stand in text"
            )),
            Ok(()) => Ok(Content::Text(text)),
            Err(Stop::Wrong(what)) => Err(what),
            Err(Stop::Markup(_)) => {
                // What was made of it is made again where it is read.
                self.made.set(made);
                self.markup(reference, read, around).map(Content::Markup)
            }
        }
    }

    fn markup(&self, reference: &str, read: u64, around: usize) -> Result<Arc<[u8]>, String> {
        let entity = self.text_of(reference)?;
        self.bounded(reference, entity.text.len(), read, around)?;
        let markup = entity.markup.get_or_init(|| {
            let bytes = bytes_of(&entity.text);
            is_balanced(&bytes).then_some(bytes)
        });
        markup.clone().ok_or_else(|| {
            format!(
                "the entity &{reference}; stands for markup that is not well-formed by itself: each element that begins in it must end in it"
            )
        })
    }

    fn text_of(&self, reference: &str) -> Result<&Text, String> {
        match self.declared.get(reference) {
            Some(Entity::Text(text)) => Ok(text),
            Some(Entity::External) => Err(format!(
                "the entity &{reference}; lies in another file, and karvan reads no other file"
            )),
            None if self.is_unread => Err(format!(
                "the entity &{reference}; is declared nowhere that karvan reads: the document type goes on in another file, and karvan reads no other file"
            )),
            None => Err(format!(
                "the entity &{reference}; is declared nowhere in this file"
            )),
        }
    }

    fn bounded(
        &self,
        reference: &str,
        length: usize,
        read: u64,
        depth: usize,
    ) -> Result<(), String> {
        if depth > MOST_DEEP && self.is_in_a_circle(reference) {
            return Err(format!("the entity &{reference}; refers to itself"));
        }
        if depth > MOST_DEEP || !self.allows(length, read) {
            return Err(format!(
                "the entity &{reference}; stands for too much: such files are made to fill the memory of a machine"
            ));
        }
        Ok(())
    }

    fn expand_in(
        &self,
        reference: &str,
        how: Way,
        out: &mut String,
        depth: usize,
    ) -> Result<(), Stop> {
        if let Some(c) = resolve(reference)? {
            out.push(c);
            return Ok(());
        }
        let text = &self.text_of(reference)?.text;
        self.bounded(reference, text.len(), how.read, depth)?;
        if text.contains('<') {
            return Err(Stop::Markup(reference.to_owned()));
        }
        self.expand_all(text, how, out, depth + 1)
    }

    /// Whether an entity comes back to itself, as far as a few hundred names tell.
    fn is_in_a_circle(&self, name: &str) -> bool {
        let mut seen: Vec<&str> = Vec::new();
        let mut waiting = vec![name];
        while let Some(next) = waiting.pop() {
            let Some(Entity::Text(Text { text, .. })) = self.declared.get(next) else {
                continue;
            };
            for (at, _) in text.match_indices('&') {
                let Some((inner, _)) = text[at + 1..].split_once(';') else {
                    continue;
                };
                if inner == name {
                    return true;
                }
                if !seen.contains(&inner) && seen.len() < MOST_SEEN {
                    seen.push(inner);
                    waiting.push(inner);
                }
            }
        }
        false
    }

    /// Adds a text with all its references resolved.
    fn expand_all(&self, text: &str, how: Way, out: &mut String, depth: usize) -> Result<(), Stop> {
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            how.push(&rest[..at], out);
            let (inner, after) = rest[at + 1..]
                .split_once(';')
                .ok_or_else(|| "an & in an entity begins no reference".to_owned())?;
            self.expand_in(inner, how, out, depth)?;
            rest = after;
        }
        how.push(rest, out);
        Ok(())
    }

    /// Adds the value of an attribute that the document type declares, blanks for white space.
    pub(super) fn expand_value(
        &self,
        value: &str,
        read: u64,
        out: &mut String,
    ) -> Result<(), String> {
        // An empty one takes time, too.
        if !self.allows(value.len() + 16, read) {
            return Err("the values of the document type stand for too much: such files are made to fill the memory of a machine".into());
        }
        let how = Way { read, spaced: true };
        self.expand_all(value, how, out, 0).map_err(in_attribute)
    }

    /// Whether so many bytes more may be made of what is declared.
    fn allows(&self, more: usize, read: u64) -> bool {
        let made = self.made.get() + more as u64;
        self.made.set(made);
        made <= MOST_MADE + read.saturating_mul(MOST_TIMES)
    }
}

/// How references are expanded.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The length of the file so far.
    read: u64,
    /// Whether blanks stand for white space.
    spaced: bool,
}

impl Way {
    fn push(self, text: &str, out: &mut String) {
        if self.spaced {
            out.extend(text.chars().map(|c| match c {
                '\t' | '\n' | '\r' => ' ',
                c => c,
            }));
        } else {
            out.push_str(text);
        }
    }
}

fn in_attribute(stop: Stop) -> String {
    match stop {
        Stop::Wrong(what) => what,
        Stop::Markup(name) => {
            format!("the entity &{name}; holds <, which the value of an attribute may not")
        }
    }
}

/// The value of an entity: references to characters are resolved when it is declared, others when it is used.
fn with_characters(value: &str) -> Result<String, String> {
    let value = line_ends(value.into());
    let mut out = String::with_capacity(value.len());
    let mut rest = &*value;
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        let (reference, after) = rest[at + 1..]
            .split_once(';')
            .ok_or("an & in an entity begins no reference")?;
        // What is made here is read again where the entity stands (XML 1.0, appendix D): a `<` begins markup then.
        out.extend(resolve(reference)?);
        rest = after;
    }
    out.push_str(rest);
    if out.chars().all(is_xml_char) {
        Ok(out)
    } else {
        Err("an entity holds a character that XML forbids".into())
    }
}

#[cfg(test)]
mod tests;
