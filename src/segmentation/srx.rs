//! Reading SRX 2.0 (LISA/OSCAR 2008; also 1.0): header, language rules, language maps.

use super::entities::Entities;
use super::rules::{LanguageMap, Rule, RuleSet, Rules};
use crate::error::{Error, Place, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Reads a file's text; `file` names it in messages.
pub(super) fn parse(text: &str, file: &str) -> Result<Rules> {
    Parser {
        text,
        file,
        reader: Reader::from_str(text),
        rules: Rules::default(),
        entities: Entities::default(),
        rule: None,
        field: None,
        seen_root: false,
        open: Vec::new(),
    }
    .run()
}

/// The element whose text is being read.
#[derive(Clone, Copy)]
enum Field {
    Before,
    After,
}

struct Parser<'a> {
    text: &'a str,
    file: &'a str,
    reader: Reader<&'a [u8]>,
    rules: Rules,
    entities: Entities,
    rule: Option<Rule>,
    field: Option<Field>,
    seen_root: bool,
    /// The elements that are open, with the place behind their start tags.
    open: Vec<(String, usize)>,
}

impl Parser<'_> {
    fn run(mut self) -> Result<Rules> {
        loop {
            match self.reader.read_event() {
                Err(error) => {
                    return Err(self.malformed(&format!("this is no well-formed XML: {error}")));
                }
                Ok(Event::Eof) => break,
                Ok(Event::Start(element)) => {
                    let name = element.name().as_ref().to_owned();
                    self.open
                        .push((name, self.reader.buffer_position() as usize));
                    self.start(&element)?;
                }
                Ok(Event::Empty(element)) => {
                    self.start(&element)?;
                    self.end(element.local_name().as_ref());
                }
                Ok(Event::End(element)) => {
                    self.open.pop();
                    self.end(element.local_name().as_ref());
                }
                Ok(Event::Text(text)) => self.push(&text.xml10_content()),
                Ok(Event::CData(text)) => self.push(&text.xml10_content()),
                Ok(Event::GeneralRef(reference)) => {
                    let resolved = self.entities.resolve(&format!("&{};", &*reference));
                    self.push(&resolved.map_err(|what| self.malformed(&what))?);
                }
                Ok(Event::DocType(doctype)) => {
                    let declared = self.entities.declare(&doctype);
                    declared.map_err(|what| self.malformed(&what))?;
                }
                Ok(_) => {}
            }
        }
        if let Some((name, at)) = self.open.last() {
            return Err(Error::malformed(
                Place::line(self.file, self.line()),
                format!(
                    "the file is cut off: it ends inside <{name}>, which begins on line {}",
                    self.line_at(*at)
                ),
                "get the whole file, or export it again",
            ));
        }
        if !self.seen_root {
            return Err(self.malformed("this is no SRX file: it has no <srx> element"));
        }
        if self.rules.maps.is_empty() {
            return Err(
                self.malformed("the file maps its rules to no language: it has no <languagemap>")
            );
        }
        self.check_maps()?;
        Ok(self.rules)
    }

    fn check_maps(&self) -> Result<()> {
        for map in &self.rules.maps {
            if !self.rules.sets.iter().any(|set| set.name == map.rule_set) {
                return Err(self.malformed(&format!(
                    "a language map names the rules {:?}, which are not in the file",
                    map.rule_set
                )));
            }
            super::regex::compile(&map.pattern, str::to_owned).map_err(|error| {
                self.malformed(&format!(
                    "the language pattern {:?} is no regular expression: {error}",
                    map.pattern
                ))
            })?;
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<()> {
        match element.local_name().as_ref() {
            "srx" => {
                self.seen_root = true;
                let version = self.attribute(element, "version")?;
                let version = version.as_deref().map(str::trim);
                self.rules.cascade = !version.is_some_and(|v| ["1", "1.0"].contains(&v));
                let known = ["1", "1.0", "2", "2.0"];
                if let Some(version) = version.filter(|v| !known.contains(v)) {
                    self.rules.remarks.push(format!(
                        "{}: SRX {version:?} is not known and is read as 2.0",
                        Place::line(self.file, self.line())
                    ));
                }
            }
            // Version 1 has no cascade. Where version 2 does not say it, as in OmegaT's own file, its maps add up:
            // sets of nothing but exceptions would cut no text.
            "header" => {
                if let Some(cascade) = self.attribute(element, "cascade")? {
                    self.rules.cascade = self.yes_or_no("cascade", &cascade)?;
                }
            }
            "languagerule" => {
                let name = self.required(element, "languagerulename")?;
                self.rules.sets.push(RuleSet {
                    name,
                    rules: Vec::new(),
                });
            }
            "rule" => {
                let value = self.attribute(element, "break")?;
                let is_break = value
                    .map(|value| self.yes_or_no("break", &value))
                    .transpose()?;
                self.rule = Some(Rule {
                    is_break: is_break.unwrap_or(true),
                    before: String::new(),
                    after: String::new(),
                    line: self.line(),
                    file: self.file.to_owned(),
                });
            }
            "beforebreak" => self.field = Some(Field::Before),
            "afterbreak" => self.field = Some(Field::After),
            "languagemap" => {
                let map = LanguageMap {
                    pattern: self.required(element, "languagepattern")?,
                    rule_set: self.required(element, "languagerulename")?,
                };
                self.rules.maps.push(map);
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "beforebreak" | "afterbreak" => self.field = None,
            "rule" => {
                if let (Some(rule), Some(set)) = (self.rule.take(), self.rules.sets.last_mut()) {
                    set.rules.push(rule);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let (Some(rule), Some(field)) = (&mut self.rule, self.field) {
            match field {
                Field::Before => rule.before.push_str(text),
                Field::After => rule.after.push_str(text),
            }
        }
    }

    fn attribute(&self, element: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
        for attribute in element.attributes() {
            let attribute =
                attribute.map_err(|e| self.malformed(&format!("an attribute is broken: {e}")))?;
            if attribute.key.local_name().as_ref() == name {
                let value = self.entities.resolve(&attribute.value);
                return value.map(Some).map_err(|what| self.malformed(&what));
            }
        }
        Ok(None)
    }

    fn yes_or_no(&self, attribute: &str, value: &str) -> Result<bool> {
        match value.trim().to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(true),
            "no" | "false" | "0" => Ok(false),
            _ => Err(self.malformed(&format!(
                "{attribute} is {value:?}, and it can be yes or no"
            ))),
        }
    }

    fn required(&self, element: &BytesStart<'_>, name: &str) -> Result<String> {
        self.attribute(element, name)?.ok_or_else(|| {
            self.malformed(&format!(
                "<{}> has no attribute {name}",
                element.local_name().as_ref()
            ))
        })
    }

    /// The line on which the element that was read last ends.
    fn line(&self) -> usize {
        self.line_at(self.reader.buffer_position() as usize)
    }

    fn line_at(&self, place: usize) -> usize {
        let read = place.min(self.text.len());
        let before = &self.text.as_bytes()[..read];
        before.iter().filter(|b| **b == b'\n').count() + 1
    }

    fn malformed(&self, what: &str) -> Error {
        Error::malformed(
            Place::line(self.file, self.line()),
            what,
            "give a file of segmentation rules in SRX 2.0",
        )
    }
}
