//! The values that attributes have where an element does not name them, as a document type declares them in the file
//! itself (XML 1.0, section 3.3.2): a reader that leaves them out reads another document.

use super::declarations::Attribute;
use super::entities::Entities;
use super::markup::line_ends;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// No element of any format has so many attributes; a document type that gives it more is an attack, since each start tag looks at
/// all of them.
const MOST: usize = 100;

/// An attribute whose declaration makes a difference to a reader.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) name: String,
    /// Whether blanks in its value only part words.
    pub(super) is_tokens: bool,
    /// Its value where an element does not name it, as declared.
    default: Option<String>,
}

/// The attributes of each element as far as they are declared.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    of: FxHashMap<String, Vec<Declared>>,
    /// How many of an element are declared to be what they are anyway, with their names.
    plain: FxHashMap<String, FxHashSet<String>>,
}

impl Defaults {
    /// Takes what is declared of an element. The first of two declarations of an attribute holds.
    pub(super) fn declare(
        &mut self,
        element: &str,
        attributes: &[Attribute<'_>],
    ) -> Result<(), String> {
        let known = self.of.entry(element.to_owned()).or_default();
        let plain = self.plain.entry(element.to_owned()).or_default();
        for attribute in attributes {
            let name = attribute.name;
            if plain.contains(name) || known.iter().any(|own| own.name == name) {
                continue;
            }
            if !attribute.is_tokens && attribute.default.is_none() {
                plain.insert(name.to_owned());
                continue;
            }
            if known.len() >= MOST {
                return Err(format!(
                    "the document type gives <{element}> more than {MOST} attributes: such files are made to waste time"
                ));
            }
            known.push(Declared {
                name: name.to_owned(),
                is_tokens: attribute.is_tokens,
                default: attribute.default.map(str::to_owned),
            });
        }
        Ok(())
    }

    /// The attributes of an element whose declaration makes a difference.
    pub(super) fn of(&self, element: &str) -> &[Declared] {
        self.of.get(element).map_or(&[], Vec::as_slice)
    }
}

impl Declared {
    /// What the attribute is where an element does not name it, as the reader of the element gets it: references resolved,
    /// white space as blanks. `None`: it is not there then.
    pub(super) fn value(&self, entities: &Entities, read: u64) -> Option<Result<String, String>> {
        let declared = self.default.as_deref()?;
        let mut out = String::new();
        let expanded = entities.expand_value(&line_ends(declared.into()), read, &mut out);
        Some(expanded.map(|()| self.parted(Cow::Owned(out)).into_owned()))
    }

    /// A value as the type of the attribute wants it: without blanks that part nothing (XML 1.0, section 3.3.3).
    pub(super) fn parted<'v>(&self, value: Cow<'v, str>) -> Cow<'v, str> {
        let is_spare = value.starts_with(' ') || value.ends_with(' ') || value.contains("  ");
        if !self.is_tokens || !is_spare {
            return value;
        }
        let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
        Cow::Owned(words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::declarations::{Declaration, Declarations};
    use super::*;

    fn declare(text: &str) -> Result<Defaults, String> {
        let mut defaults = Defaults::default();
        let mut declarations = Declarations::new(text);
        while let Some(declaration) = declarations.next()? {
            if let Declaration::Attributes(element, attributes) = declaration {
                defaults.declare(element, &attributes)?;
            }
        }
        Ok(defaults)
    }

    #[test]
    fn what_stands_for_an_attribute_that_is_not_named() {
        for (declaration, element, found) in [
            ("<!ATTLIST tuv xml:lang CDATA 'en'>", "tuv", "xml:lang=en"),
            (
                "<!ATTLIST tmx version CDATA #FIXED \"1.4\" id ID #IMPLIED>",
                "tmx",
                "version=1.4",
            ),
            (
                "<!ATTLIST header segtype (block | sentence) ' sentence ' srclang CDATA #REQUIRED o-tmf CDATA ''>",
                "header",
                "segtype=sentence o-tmf=",
            ),
            (
                "<!ATTLIST tu usage NOTATION (a|b) 'a' usage CDATA 'b'>",
                "tu",
                "usage=a",
            ),
            // The first declaration holds, even where it gives no value.
            (
                "<!ATTLIST tu a CDATA #IMPLIED><!ATTLIST tu a CDATA 'b'>",
                "tu",
                "",
            ),
            ("<!ATTLIST tu>", "tu", ""),
            ("<!ATTLIST tu a NMTOKENS '\tb&#32; c\n'>", "tu", "a=b c"),
        ] {
            let defaults = declare(declaration).unwrap();
            let entities = Entities::default();
            let all: Vec<String> = defaults
                .of(element)
                .iter()
                .filter_map(|own| Some((&own.name, own.value(&entities, 0)?)))
                .map(|(name, value)| format!("{name}={}", value.unwrap()))
                .collect();
            assert_eq!(all.join(" "), found, "{declaration}");
        }
        let many: Vec<String> = (0..200).map(|n| format!("a{n} CDATA ''")).collect();
        let refused = declare(&format!("<!ATTLIST tu {}>", many.join(" ")));
        assert!(refused.is_err_and(|what| what.contains("more than 100")));
    }
}
