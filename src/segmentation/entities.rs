//! The entities that an SRX file declares for itself, so that a list of words stands in it once:
//! `<!DOCTYPE srx [ <!ENTITY months "Jan|Feb"> ]>`, then `&months;` in the rules.

use std::collections::HashMap;

/// No entity may stand for a longer text than this, in bytes; entities of entities could fill the memory.
const LONGEST: usize = 64 * 1024;

/// Entities by name.
#[derive(Debug, Default)]
pub(super) struct Entities(HashMap<String, String>);

impl Entities {
    /// Reads the declarations of a DOCTYPE. Each may use those before it.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence.
    pub(super) fn declare(&mut self, doctype: &str) -> Result<(), String> {
        let doctype = without_comments(doctype);
        let mut rest = doctype.as_str();
        while let Some((_, after)) = rest.split_once("<!ENTITY") {
            let (name, after) = after
                .trim_start()
                .split_once(char::is_whitespace)
                .ok_or("an entity has no name")?;
            let value = after.trim_start();
            let quote = value
                .chars()
                .next()
                .filter(|c| matches!(c, '"' | '\''))
                .ok_or_else(|| format!("the entity {name} has no text of its own in quotes"))?;
            let (value, after) = value[1..]
                .split_once(quote)
                .ok_or_else(|| format!("the text of the entity {name} does not end"))?;
            let text = self.resolve(value)?;
            if text.len() > LONGEST {
                return Err(format!("the entity {name} is longer than {LONGEST} bytes"));
            }
            // As in any XML, the first declaration of a name counts.
            self.0.entry(name.to_owned()).or_insert(text);
            rest = after;
        }
        Ok(())
    }

    /// A text with its references replaced, those of XML and those declared here.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence.
    pub(super) fn resolve(&self, text: &str) -> Result<String, String> {
        quick_xml::escape::unescape_with(text, |name| {
            self.0
                .get(name)
                .map(String::as_str)
                .or_else(|| quick_xml::escape::resolve_xml_entity(name))
        })
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| format!("{text} is no known entity"))
    }
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::Entities;

    #[test]
    fn declared_entities_are_replaced() {
        let mut entities = Entities::default();
        let doctype =
            "srx [ <!-- <!ENTITY a 'no'> --> <!ENTITY a \"Jan|Feb\">\n<!ENTITY b '(?:&a;|&lt;)'> ]";
        entities.declare(doctype).unwrap();
        assert_eq!(entities.resolve("&b;\\.").unwrap(), "(?:Jan|Feb|<)\\.");
        assert_eq!(
            entities.resolve("&c;").unwrap_err(),
            "&c; is no known entity"
        );
        assert!(entities.declare("srx [<!ENTITY x SYSTEM 'y'>]").is_err());
        let mut bomb = String::from("srx [<!ENTITY x0 'xxxxxxxxxx'>");
        for n in 1..9 {
            bomb += &format!("<!ENTITY x{n} '{}'>", format!("&x{};", n - 1).repeat(10));
        }
        assert!(
            entities
                .declare(&bomb)
                .unwrap_err()
                .contains("is longer than")
        );
    }
}
