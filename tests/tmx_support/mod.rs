//! What the tests of TMX share: reading from bytes, writing to bytes, and the DTD's rules without a DTD.
#![allow(dead_code, unreachable_pub)]

use karvan::error::Result;
use karvan::format::{Entry, UnitReader, UnitWriter, tmx};
use karvan::model::{Header, Tu};
use quick_xml::events::Event;

/// Reads a whole file; the error is that of the reader.
pub fn try_read(bytes: &[u8]) -> Result<(Header, Vec<Entry>)> {
    let mut reader = tmx::Reader::new(bytes, "a.tmx");
    let mut entries = Vec::new();
    while let Some(entry) = reader.next_entry() {
        entries.push(entry?);
    }
    assert!(reader.next_entry().is_none());
    Ok((reader.header().clone(), entries))
}

/// Reads a whole file that must be readable.
pub fn read_all(bytes: &[u8]) -> (Header, Vec<Entry>) {
    try_read(bytes).unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes)))
}

pub fn units_of(entries: Vec<Entry>) -> Vec<Tu> {
    entries
        .into_iter()
        .filter_map(|entry| match entry {
            Entry::Unit { tu, .. } => Some(*tu),
            Entry::Rejected(_) => None,
        })
        .collect()
}

pub fn units(bytes: &[u8]) -> Vec<Tu> {
    units_of(read_all(bytes).1)
}

pub fn write_all(header: &Header, units: &[Tu]) -> Vec<u8> {
    let mut writer = tmx::Writer::new(Vec::new(), header, None);
    for tu in units {
        writer.write(tu).unwrap();
    }
    writer.finish().unwrap();
    writer.into_inner()
}

const CODES: &str = "bpt ept ph it hi ut";

/// Element; elements that may stand in it; attributes it must have; attributes it may have.
const RULES: [(&str, &str, &str, &str); 17] = [
    ("tmx", "header body", "version", ""),
    (
        "header",
        "note prop ude",
        "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype",
        "o-encoding creationdate creationid changedate changeid",
    ),
    ("body", "tu", "", ""),
    ("note", "", "", "o-encoding xml:lang lang"),
    ("prop", "", "type", "o-encoding xml:lang lang"),
    ("ude", "map", "name", "base"),
    ("map", "", "unicode", "code ent subst"),
    (
        "tu",
        "note prop tuv",
        "",
        "tuid o-encoding datatype usagecount lastusagedate creationtool creationtoolversion creationdate creationid changedate segtype changeid o-tmf srclang",
    ),
    (
        "tuv",
        "note prop seg",
        "xml:lang",
        "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion creationdate creationid changedate o-tmf changeid",
    ),
    ("seg", CODES, "", ""),
    ("bpt", "sub", "i", "x type"),
    ("ept", "sub", "i", ""),
    ("ph", "sub", "", "x assoc type"),
    ("it", "sub", "pos", "x type"),
    ("ut", "sub", "", "x"),
    ("hi", CODES, "", "x type"),
    ("sub", CODES, "", "datatype type"),
];

/// Checks a file against the rules of the DTD that can go wrong here: which element and attribute stands where.
pub fn check_structure(bytes: &[u8]) -> std::result::Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|e| e.to_string())?;
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<(String, Vec<String>)> = vec![(String::new(), Vec::new())];
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Eof => return Ok(()),
            Event::Start(start) => {
                let name = start.name().into_inner().to_owned();
                let rule = RULES
                    .iter()
                    .find(|rule| rule.0 == name)
                    .ok_or(format!("<{name}>"))?;
                let (parent, before) = open.last_mut().unwrap();
                if let Some(above) = RULES.iter().find(|rule| rule.0 == parent)
                    && !above.1.split(' ').any(|child| child == name)
                {
                    return Err(format!("<{name}> in <{parent}>"));
                }
                let late = (name == "note" || name == "prop")
                    && before.iter().any(|b| b == "tuv" || b == "seg");
                if late {
                    return Err(format!("<{name}> comes too late in <{parent}>"));
                }
                before.push(name.clone());
                let mut missing: Vec<&str> = rule.2.split(' ').filter(|a| !a.is_empty()).collect();
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|e| e.to_string())?;
                    let key = attribute.key.into_inner();
                    missing.retain(|name| *name != key);
                    if !rule.2.split(' ').chain(rule.3.split(' ')).any(|a| a == key) {
                        return Err(format!("<{name} {key}=...>"));
                    }
                }
                if !missing.is_empty() {
                    return Err(format!("<{name}> has no {missing:?}"));
                }
                open.push((name, Vec::new()));
            }
            Event::End(_) => {
                let (name, children) = open.pop().unwrap();
                let needs = match name.as_str() {
                    "tu" => "tuv",
                    "tuv" => "seg",
                    _ => continue,
                };
                if !children.iter().any(|child| child == needs) {
                    return Err(format!("<{name}> without <{needs}>"));
                }
            }
            _ => {}
        }
    }
}
