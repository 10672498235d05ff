//! The declarations of an internal subset, as XML 1.0 writes them (productions 45 to 83).

mod scan;

use super::markup::{begins_reference, is_blank, is_name, is_nmtoken, is_public_id, is_target};

/// One of them, or what stands between them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Declaration<'a> {
    /// An entity of texts.
    Entity(&'a str, Value<'a>),
    /// An entity of declarations.
    Parameter(&'a str, Value<'a>),
    /// The attributes of an element.
    Attributes(&'a str, Vec<Attribute<'a>>),
    /// A reference to an entity of declarations.
    Reference(&'a str),
    /// What makes no difference to a reader.
    Other,
}

/// What an entity is declared to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// Another file, or a picture.
    External,
}

/// An attribute as it is declared.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    /// Whether blanks in its value only part words (any type but CDATA).
    pub(super) is_tokens: bool,
    pub(super) default: Option<&'a str>,
}

/// The declarations in a text, one after another.
#[derive(Debug)]
pub(super) struct Declarations<'a> {
    whole: &'a str,
    rest: &'a str,
    /// What is being read, for messages.
    what: &'static str,
}

/// What is wrong with it.
type Parsed<T> = Result<T, String>;

/// The types of attributes that are one word (productions 55 and 56).
const TYPES: [&str; 8] = [
    "CDATA", "IDREFS", "IDREF", "ID", "ENTITIES", "ENTITY", "NMTOKENS", "NMTOKEN",
];

impl<'a> Declarations<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            whole: text,
            rest: text,
            what: "",
        }
    }

    /// Where the next one begins, in bytes.
    pub(super) fn offset(&mut self) -> usize {
        self.blank();
        self.whole.len() - self.rest.len()
    }

    /// The next one; `None` at the end.
    pub(super) fn next(&mut self) -> Parsed<Option<Declaration<'a>>> {
        self.blank();
        if self.rest.is_empty() {
            return Ok(None);
        }
        if self.eat("%") {
            self.what = "a reference %…;";
            let name = self.name()?;
            self.expect(";")?;
            return Ok(Some(Declaration::Reference(name)));
        }
        if self.eat("<!--") {
            return self.comment().map(Some);
        }
        if self.eat("<?") {
            return self.instruction().map(Some);
        }
        for (keyword, read) in [
            ("<!ENTITY", Self::entity as fn(&mut Self) -> _),
            ("<!ATTLIST", Self::attributes),
            ("<!ELEMENT", Self::element),
            ("<!NOTATION", Self::notation),
        ] {
            if self.eat(keyword) {
                self.what = keyword;
                self.needs_blank()?;
                let declaration = read(self)?;
                self.blank();
                self.expect(">")?;
                return Ok(Some(declaration));
            }
        }
        Err(if self.rest.starts_with('<') {
            "the document type holds something that is no declaration".into()
        } else {
            "text stands between the declarations of the document type".into()
        })
    }

    fn comment(&mut self) -> Parsed<Declaration<'a>> {
        let Some((text, rest)) = self.rest.split_once("--") else {
            return Err("a comment in the document type does not end".into());
        };
        let _ = text;
        self.rest = rest;
        if self.eat(">") {
            Ok(Declaration::Other)
        } else {
            Err("-- stands in a comment of the document type".into())
        }
    }

    fn instruction(&mut self) -> Parsed<Declaration<'a>> {
        let Some((text, rest)) = self.rest.split_once("?>") else {
            return Err("a <? in the document type does not end".into());
        };
        self.rest = rest;
        let target = text.split(is_blank).next().unwrap_or_default();
        if is_target(target) {
            Ok(Declaration::Other)
        } else {
            Err("<? begins no processing instruction in the document type".into())
        }
    }

    fn entity(&mut self) -> Parsed<Declaration<'a>> {
        let of_declarations = self.eat("%");
        if of_declarations {
            self.needs_blank()?;
        }
        let name = self.name()?;
        self.needs_blank()?;
        let value = if self.rest.starts_with(['"', '\'']) {
            Value::Text(self.value_of_entity(name)?)
        } else {
            self.external()?;
            let is_apart = self.blank();
            if is_apart && !of_declarations && self.eat("NDATA") {
                self.needs_blank()?;
                self.name()?;
            }
            Value::External
        };
        Ok(if of_declarations {
            Declaration::Parameter(name, value)
        } else {
            Declaration::Entity(name, value)
        })
    }

    fn value_of_entity(&mut self, name: &str) -> Parsed<&'a str> {
        let value = self.literal()?;
        // A reference to an entity of declarations may stand between declarations only, and a % is nothing else.
        if value.contains('%') {
            return Err(format!(
                "the entity {name} holds a %, which XML forbids there (write it as &#37;)"
            ));
        }
        if !begins_references(value) {
            return Err(format!(
                "an & in the entity {name} begins no reference (write it as &amp;)"
            ));
        }
        Ok(value)
    }

    /// The names of another file.
    fn external(&mut self) -> Parsed<()> {
        let is_public = self.eat("PUBLIC");
        if !is_public && !self.eat("SYSTEM") {
            return Err(self.wrong());
        }
        self.needs_blank()?;
        if is_public {
            self.public_id()?;
            self.needs_blank()?;
        }
        self.literal().map(|_| ())
    }

    fn public_id(&mut self) -> Parsed<()> {
        let id = self.literal()?;
        if is_public_id(id) {
            Ok(())
        } else {
            Err(self.wrong())
        }
    }

    fn notation(&mut self) -> Parsed<Declaration<'a>> {
        self.name()?;
        self.needs_blank()?;
        if self.eat("PUBLIC") {
            self.needs_blank()?;
            self.public_id()?;
            if self.blank() && self.rest.starts_with(['"', '\'']) {
                self.literal()?;
            }
        } else {
            self.external()?;
        }
        Ok(Declaration::Other)
    }

    fn attributes(&mut self) -> Parsed<Declaration<'a>> {
        let element = self.name()?;
        let mut attributes = Vec::new();
        while self.blank() && !self.rest.starts_with('>') {
            let name = self.name()?;
            self.needs_blank()?;
            let is_tokens = self.kind()?;
            self.needs_blank()?;
            let default = if self.eat("#REQUIRED") || self.eat("#IMPLIED") {
                None
            } else {
                if self.eat("#FIXED") {
                    self.needs_blank()?;
                }
                Some(self.default_value(name)?)
            };
            attributes.push(Attribute {
                name,
                is_tokens,
                default,
            });
        }
        Ok(Declaration::Attributes(element, attributes))
    }

    /// The type of an attribute: whether blanks part words in it.
    fn kind(&mut self) -> Parsed<bool> {
        if self.eat("NOTATION") {
            self.needs_blank()?;
            return self.choice(Self::name).map(|()| true);
        }
        if self.rest.starts_with('(') {
            return self.choice(Self::nmtoken).map(|()| true);
        }
        let word = self.word();
        if TYPES.contains(&word) {
            Ok(word != "CDATA")
        } else {
            Err(format!(
                "{word:?} in a <!ATTLIST> of the document type is no type of attributes"
            ))
        }
    }

    /// What may be chosen from, in brackets.
    fn choice(&mut self, one: fn(&mut Self) -> Parsed<&'a str>) -> Parsed<()> {
        self.expect("(")?;
        loop {
            self.blank();
            one(self)?;
            self.blank();
            if self.eat(")") {
                return Ok(());
            }
            self.expect("|")?;
        }
    }

    fn default_value(&mut self, name: &str) -> Parsed<&'a str> {
        let value = self.literal()?;
        if value.contains('<') {
            return Err(format!(
                "the attribute {name} in the document type has < in its value (write it as &lt;)"
            ));
        }
        if !begins_references(value) {
            return Err(format!(
                "an & in the attribute {name} of the document type begins no reference (write it as &amp;)"
            ));
        }
        Ok(value)
    }

    fn element(&mut self) -> Parsed<Declaration<'a>> {
        self.name()?;
        self.needs_blank()?;
        if self.eat("EMPTY") || self.eat("ANY") {
            return Ok(Declaration::Other);
        }
        let bracket = self.rest;
        self.expect("(")?;
        self.blank();
        if self.eat("#PCDATA") {
            self.mixed()?;
        } else {
            self.rest = bracket;
            self.children()?;
        }
        Ok(Declaration::Other)
    }

    /// Text and elements (production 51), after the text.
    fn mixed(&mut self) -> Parsed<()> {
        self.blank();
        let mut only_text = true;
        while self.eat("|") {
            only_text = false;
            self.blank();
            self.name()?;
            self.blank();
        }
        self.expect(")")?;
        if !self.eat("*") && !only_text {
            return Err(self.wrong());
        }
        Ok(())
    }

    /// Elements in brackets (productions 47 to 50).
    fn children(&mut self) -> Parsed<()> {
        // For each open bracket what parts its members.
        let mut open: Vec<Option<char>> = Vec::new();
        loop {
            self.blank();
            if self.eat("(") {
                open.push(None);
                continue;
            }
            self.name()?;
            self.times();
            loop {
                self.blank();
                if self.eat(")") {
                    self.times();
                    open.pop();
                    if open.is_empty() {
                        return Ok(());
                    }
                    continue;
                }
                let sign = self.rest.chars().next().filter(|c| matches!(c, '|' | ','));
                match (sign, open.last_mut()) {
                    (Some(sign), Some(known)) if known.is_none_or(|known| known == sign) => {
                        *known = Some(sign);
                    }
                    _ => return Err(self.wrong()),
                }
                self.rest = &self.rest[1..];
                break;
            }
        }
    }

    /// How often it may stand there.
    fn times(&mut self) {
        self.rest = self.rest.strip_prefix(['?', '*', '+']).unwrap_or(self.rest);
    }
}

/// Whether each `&` of a text begins a reference.
fn begins_references(text: &str) -> bool {
    text.match_indices('&')
        .all(|(at, _)| begins_reference(&text[at + 1..]))
}

#[cfg(test)]
mod tests;
