//! The entities that a document type declares in the file itself, and its values of attributes. They are expanded within
//! bounds; what lies in another file is never read.

use super::defaults::Defaults;
use super::inserted::{bytes_of, is_balanced};
use super::markup::{is_name, is_target, is_xml_char, resolve};
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

/// What may stand in an internal subset besides entities (XML 1.0, production 29).
const OTHERS: [&str; 5] = ["<!--", "<?", "<!ELEMENT", "<!ATTLIST", "<!NOTATION"];

/// Checks what declarations have in common: a blank after the keyword, a name, brackets that come in pairs. In an internal
/// subset no value of an entity holds a reference to an entity of declarations (XML 1.0, section 2.8), and no
/// processing instruction is called `xml`.
fn check_declaration(text: &str) -> Result<(), String> {
    if let Some(instruction) = text.strip_prefix("<?") {
        let target = instruction.trim_end_matches("?>");
        let target = target.split(char::is_whitespace).next();
        return if target.is_some_and(is_target) {
            Ok(())
        } else {
            Err("<? begins no processing instruction in the document type".into())
        };
    }
    let keyword = OTHERS[2..].iter().chain(&["<!ENTITY"]);
    let mut keyword = keyword.filter_map(|keyword| Some((*keyword, text.strip_prefix(*keyword)?)));
    let Some((keyword, rest)) = keyword.next() else {
        return Ok(());
    };
    let wrong = || {
        Err(format!(
            "the document type holds a {keyword}> that is not well-formed"
        ))
    };
    let content = rest.trim_end_matches('>');
    if !content.starts_with(char::is_whitespace) || content.trim().is_empty() {
        return wrong();
    }
    let (mut depth, mut quote) = (0i64, None);
    for c in content.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return wrong();
        }
    }
    if depth == 0 { Ok(()) } else { wrong() }
}

/// Whether a text holds a reference to an entity of declarations, `%p;`.
fn refers_to_declarations(text: &str) -> bool {
    text.match_indices('%').any(|(at, _)| {
        let name = text[at + 1..].split_once(';').map(|(name, _)| name);
        name.is_some_and(is_name)
    })
}

/// Between declarations only blanks and references to entities of declarations may stand.
fn check_between(text: &str) -> Result<(), String> {
    let is_reference = |word: &str| {
        let name = word.strip_prefix('%').and_then(|w| w.strip_suffix(';'));
        name.is_some_and(is_name)
    };
    let spaced = text.replace(';', "; ");
    match spaced.split_whitespace().find(|word| !is_reference(word)) {
        None => Ok(()),
        Some(_) => Err("text stands between the declarations of the document type".into()),
    }
}

/// The declared entities, and what their expansion has made so far.
#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: FxHashMap<String, Entity>,
    defaults: Defaults,
    /// The first one that lies in another file.
    external: Option<String>,
    made: Cell<u64>,
    /// Whether there was a document type.
    are_declared: bool,
    /// Whether it has entities of declarations, which are not expanded.
    has_parameters: bool,
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
    /// name holds (XML 1.0, section 4.2).
    pub(super) fn declare(&mut self, subset: &str) -> Result<(), String> {
        self.are_declared = true;
        let mut rest = subset;
        while let Some(at) = rest.find('<') {
            check_between(&rest[..at])?;
            rest = &rest[at..];
            let end = if rest.starts_with("<!--") {
                rest.find("-->").map(|end| end + 3)
            } else if rest.starts_with("<?") {
                rest.find("?>").map(|end| end + 2)
            } else {
                declaration_end(rest)
            };
            let Some(end) = end else {
                return Err("a declaration in the document type does not end".into());
            };
            check_declaration(&rest[..end])?;
            let keyword = "<!ENTITY";
            if let Some(declaration) = rest[..end].strip_prefix(keyword) {
                self.entity(declaration.trim_end_matches('>'))?;
            } else if let Some(declaration) = rest[..end].strip_prefix("<!ATTLIST") {
                self.defaults.declare(declaration.trim_end_matches('>'))?;
            } else if !OTHERS.iter().any(|other| rest.starts_with(other)) {
                return Err("the document type holds something that is no declaration".into());
            }
            rest = &rest[end..];
        }
        check_between(rest)
    }

    /// Whether there was a document type.
    pub(super) fn are_declared(&self) -> bool {
        self.are_declared
    }

    /// The attributes of an element that have a value where it does not name them.
    pub(super) fn defaults(&self, element: &str) -> &[(String, String)] {
        self.defaults.of(element)
    }

    /// What to say about entities that lie in other files.
    pub(super) fn take_external(&mut self) -> Option<String> {
        let name = self.external.take()?;
        Some(format!(
            "the document type declares the entity {name}, which lies in another file: that was not read"
        ))
    }

    fn entity(&mut self, declaration: &str) -> Result<(), String> {
        let wrong = || "an entity in the document type is not well-formed".to_owned();
        let text = declaration.trim();
        let of_declarations = text.strip_prefix('%');
        let text = of_declarations.map_or(text, str::trim_start);
        let (name, value) = text.split_once(char::is_whitespace).ok_or_else(wrong)?;
        let value = value.trim_start();
        if !is_name(name) {
            return Err(wrong());
        }
        if value.starts_with(['S', 'P']) && self.external.is_none() {
            let sign = if of_declarations.is_some() { "%" } else { "" };
            self.external = Some(format!("{sign}{name}"));
        }
        if of_declarations.is_some() {
            self.has_parameters = true;
            // They make declarations only.
            return Ok(());
        }
        let entity = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let (value, _) = value[1..].split_once(quote).ok_or_else(wrong)?;
                if refers_to_declarations(value) {
                    return Err(format!(
                        "the entity {name} holds a reference %…; which XML forbids inside of a declaration"
                    ));
                }
                Entity::Text(Text {
                    text: with_characters(value)?,
                    markup: OnceCell::new(),
                })
            }
            Some('S' | 'P') => Entity::External,
            _ => return Err(wrong()),
        };
        self.declared.entry(name.to_owned()).or_insert(entity);
        Ok(())
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
            None if self.has_parameters => Err(format!(
                "the entity &{reference}; is declared nowhere that karvan reads: entities of declarations (%) are not expanded"
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

/// The end of a declaration: its `>` outside of quotes.
fn declaration_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an entity: references to characters are resolved when it is declared, others when it is used.
fn with_characters(value: &str) -> Result<String, String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
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
mod tests {
    use super::*;

    fn expanded(subset: &str, reference: &str) -> Result<String, String> {
        let mut entities = Entities::default();
        entities.declare(subset)?;
        let mut out = String::new();
        entities.expand(reference, 0, &mut out)?;
        Ok(out)
    }

    #[test]
    fn what_the_file_declares_is_expanded() {
        for (subset, reference, text) in [
            ("<!ENTITY co 'Xəzər'>", "co", "Xəzər"),
            (
                "<!ENTITY % p 'x'> <!ENTITY a \"b>&c;\"><!ENTITY c '&#199;'>",
                "a",
                "b>Ç",
            ),
            (
                "<!-- <!ENTITY a 'no'> --><!ENTITY a 'yes'><!ENTITY a 'late'>",
                "a",
                "yes",
            ),
            (
                "<!ELEMENT tmx (#PCDATA)><!ENTITY lt '&#38;#60;'>",
                "lt",
                "<",
            ),
            ("<!ENTITY a '1 &#38;#60; 2 &#38;amp; 3'>", "a", "1 < 2 & 3"),
            // White space, and a reference to it.
            ("<!ENTITY a '1\t2&#10;3&#38;#10;4'>", "a", "1 2 3\n4"),
        ] {
            assert_eq!(expanded(subset, reference).as_deref(), Ok(text), "{subset}");
        }
    }

    #[test]
    fn bombs_circles_and_other_files_are_refused() {
        let mut bomb = "<!ENTITY e0 'ha'>".to_owned();
        for n in 1..12 {
            let inner = format!("&e{};", n - 1).repeat(10);
            bomb.push_str(&format!("<!ENTITY e{n} '{inner}'>"));
        }
        for (subset, reference, what) in [
            (bomb.as_str(), "e11", "stands for too much"),
            (
                "<!ENTITY a '&b;'><!ENTITY b '&a;'>",
                "a",
                "refers to itself",
            ),
            (
                "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
                "a",
                "reads no other file",
            ),
            (
                "<!ENTITY a PUBLIC 'x' 'http://localhost/'>",
                "a",
                "reads no other file",
            ),
            ("<!ENTITY a '<hi>b</hi>'>", "a", "holds <"),
            ("<!ENTITY a '&#60;hi>b&#60;/hi>'>", "a", "holds <"),
            ("<!ENTITY a 'Q &#38; A'>", "a", "begins no reference"),
            ("<!ENTITY a 'x", "a", "does not end"),
            ("", "nbsp", "is declared nowhere in this file"),
            (
                "<!ENTITY % p '<!ENTITY a \"b\">'>%p;",
                "a",
                "are not expanded",
            ),
            ("<!ENTITY a '&#1;'>", "a", "forbids"),
        ] {
            let error = expanded(subset, reference).unwrap_err();
            assert!(error.contains(what), "{error}");
        }
    }
}
