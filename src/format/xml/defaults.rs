//! The values that attributes have where an element does not name them, as a document type declares them in the file
//! itself (XML 1.0, section 3.3.2): a reader that leaves them out reads another document.

use super::entities::Entities;
use super::markup::is_name;
use rustc_hash::FxHashMap;

/// No element of any format has so many attributes; a document type that gives it more is an attack, since each start tag looks at
/// all of them.
const MOST: usize = 100;

/// The attributes of each element that have a value by default.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    of: FxHashMap<String, Vec<(String, String)>>,
}

impl Defaults {
    /// Reads what stands between `<!ATTLIST` and `>`. The first of two declarations of an attribute holds.
    pub(super) fn declare(&mut self, declaration: &str) -> Result<(), String> {
        let wrong = || "an attribute in the document type is not well-formed".to_owned();
        let mut rest = declaration;
        let element = word(&mut rest).ok_or_else(wrong)?;
        // Names from an entity of declarations, which only a DTD in a file of its own may have here.
        if element.starts_with('%') {
            return Ok(());
        }
        while let Some(name) = word(&mut rest) {
            if name.starts_with('%') {
                return Ok(());
            }
            let mut kind = word(&mut rest).ok_or_else(wrong)?;
            if kind == "NOTATION" {
                kind = word(&mut rest).ok_or_else(wrong)?;
            }
            let mut value = word(&mut rest).ok_or_else(wrong)?;
            if value == "#FIXED" {
                value = word(&mut rest).ok_or_else(wrong)?;
            }
            if !is_name(name) || kind.starts_with(['"', '\'', '#']) {
                return Err(wrong());
            }
            if matches!(value, "#REQUIRED" | "#IMPLIED") {
                continue;
            }
            let quoted = value.strip_prefix(['"', '\'']).ok_or_else(wrong)?;
            let value = &quoted[..quoted.len() - 1];
            if value.contains('<') {
                return Err(
                    "an attribute in the document type has < in its value (write it as &lt;)"
                        .into(),
                );
            }
            let known = self.of.entry(element.to_owned()).or_default();
            if known.len() >= MOST {
                return Err(format!(
                    "the document type gives <{element}> more than {MOST} attributes: such files are made to waste time"
                ));
            }
            if known.iter().all(|(own, _)| own != name) {
                known.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(())
    }

    /// The attributes of an element with what they are by default, as declared.
    pub(super) fn of(&self, element: &str) -> &[(String, String)] {
        self.of.get(element).map_or(&[], Vec::as_slice)
    }
}

/// A value as the reader of the element gets it: references resolved, white space as blanks.
pub(super) fn value(declared: &str, entities: &Entities, read: u64) -> Result<String, String> {
    let mut out = String::new();
    entities.expand_value(declared, read, &mut out)?;
    Ok(out)
}

/// The next word: a name or keyword, a list in brackets with them, or a text with its quotes.
fn word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let text = rest.trim_start();
    let end = match text.chars().next()? {
        quote @ ('"' | '\'') => text[1..].find(quote)? + 2,
        '(' => text.find(')')? + 1,
        _ => text
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '('))
            .unwrap_or(text.len()),
    };
    let (word, after) = text.split_at(end);
    *rest = after;
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_an_attribute_that_is_not_named() {
        for (declaration, element, found) in [
            (" tuv xml:lang CDATA 'en'", "tuv", "xml:lang=en"),
            (
                " tmx version CDATA #FIXED \"1.4\" id ID #IMPLIED",
                "tmx",
                "version=1.4",
            ),
            (
                " header segtype (block | sentence) 'sentence' srclang CDATA #REQUIRED o-tmf CDATA ''",
                "header",
                "segtype=sentence o-tmf=",
            ),
            (
                " tu usage NOTATION (a|b) 'a' usage CDATA 'b'",
                "tu",
                "usage=a",
            ),
            (" tu", "tu", ""),
            (" %all; a CDATA 'b'", "tu", ""),
        ] {
            let mut defaults = Defaults::default();
            defaults.declare(declaration).unwrap();
            let all = defaults.of(element).iter();
            let all: Vec<String> = all.map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(all.join(" "), found, "{declaration}");
        }
        let many: Vec<String> = (0..200).map(|n| format!("a{n} CDATA ''")).collect();
        let refused = Defaults::default().declare(&format!(" tu {}", many.join(" ")));
        assert!(refused.is_err_and(|what| what.contains("more than 100")));
        for wrong in [
            "",
            " tu a",
            " tu a CDATA",
            " tu a CDATA b",
            " tu a 'b' 'c'",
            " tu a CDATA 'b",
        ] {
            assert!(Defaults::default().declare(wrong).is_err(), "{wrong}");
        }
    }
}
