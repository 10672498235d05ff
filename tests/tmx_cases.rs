//! Broken, odd and hostile TMX: what becomes of each file, read as it must be and read leniently.
//!
//! The table is `tests/data/tmx/cases.txt`. `KARVAN_UPDATE=1 cargo test --test tmx_cases` writes the verdicts anew;
//! look at the difference then.

use karvan::format::detect::{ReadOptions, read_units};
use karvan::format::{Entry, Remark};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"x\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"x\" adminlang=\"en\" srclang=\"en\" datatype=\"plaintext\"/>\n<body>\n";
const EN: &str = "<tuv xml:lang=\"en\"><seg>The talks began.</seg></tuv>";
const AZ: &str = "<tuv xml:lang=\"az\"><seg>Danışıqlar başladı.</seg></tuv>";
const TAIL: &str = "</body>\n</tmx>\n";

/// The bytes that a recipe makes: `{head}`, `{unit}`, `{en}`, `{az}`, `{tail}`, `{3*text}`, `\n`, `\xHH`, `\u{HEX}`;
/// `utf-16le:` or `utf-16be:` before it encodes all of it, `cut N:` keeps N bytes.
fn bytes_of(recipe: &str) -> Vec<u8> {
    if let Some(rest) = recipe.strip_prefix("cut ") {
        let (length, rest) = rest.split_once(": ").unwrap();
        let mut bytes = bytes_of(rest);
        bytes.truncate(length.parse().unwrap());
        return bytes;
    }
    for (prefix, encode) in [
        ("utf-16le: ", u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ("utf-16be: ", u16::to_be_bytes),
    ] {
        if let Some(rest) = recipe.strip_prefix(prefix) {
            let text = String::from_utf8(bytes_of(rest)).unwrap();
            return text.encode_utf16().flat_map(encode).collect();
        }
    }
    let mut out = Vec::new();
    let mut rest = recipe;
    while let Some(at) = rest.find(['{', '\\']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        rest = if let Some(escaped) = rest.strip_prefix("\\u{") {
            let (hex, after) = escaped.split_once('}').unwrap();
            let c = char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap();
            out.extend_from_slice(c.to_string().as_bytes());
            after
        } else if let Some(escaped) = rest.strip_prefix("\\x") {
            out.push(u8::from_str_radix(&escaped[..2], 16).unwrap());
            &escaped[2..]
        } else if let Some(after) = rest.strip_prefix("\\n") {
            out.push(b'\n');
            after
        } else {
            let (name, after) = rest[1..].split_once('}').unwrap();
            let unit = format!("<tu>{EN}{AZ}</tu>\n");
            match name {
                "head" => out.extend_from_slice(HEAD.as_bytes()),
                "tail" => out.extend_from_slice(TAIL.as_bytes()),
                "en" => out.extend_from_slice(EN.as_bytes()),
                "az" => out.extend_from_slice(AZ.as_bytes()),
                "unit" => out.extend_from_slice(unit.as_bytes()),
                _ => {
                    let times = name.split_once('*').map(|(n, text)| (n.parse(), text));
                    let Some((Ok(times), text)) = times else {
                        out.push(b'{');
                        rest = &rest[1..];
                        continue;
                    };
                    out.extend(bytes_of(text).repeat(times));
                }
            }
            after
        };
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// What became of the file, in one line.
fn verdict(bytes: Vec<u8>, lenient: bool) -> String {
    let options = ReadOptions {
        lenient,
        ..ReadOptions::default()
    };
    let mut reader = match read_units(Box::new(Cursor::new(bytes)), Path::new("a.tmx"), &options) {
        Ok(reader) => reader,
        Err(error) => return format!("refused: {error}"),
    };
    let (mut read, mut rejected) = (0, 0);
    let mut odd: BTreeMap<&str, u64> = BTreeMap::new();
    let mut count = |remarks: Vec<Remark>| {
        for remark in remarks {
            *odd.entry(remark.oddity.name()).or_default() += remark.count;
        }
    };
    while let Some(entry) = reader.next_entry() {
        match entry {
            Ok(Entry::Unit { remarks, .. }) => {
                read += 1;
                count(remarks);
            }
            Ok(Entry::Rejected(_)) => rejected += 1,
            Err(error) => return format!("refused: {error}"),
        }
        count(reader.remarks());
    }
    count(reader.remarks());
    let mut out = format!("read {read}");
    if rejected > 0 {
        write!(out, ", rejected {rejected}").unwrap();
    }
    for (n, (name, count)) in odd.iter().enumerate() {
        let before = if n == 0 { ": " } else { ", " };
        write!(out, "{before}{name} {count}").unwrap();
    }
    out
}

#[test]
fn each_file_ends_as_the_table_says() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/tmx/cases.txt");
    let table = std::fs::read_to_string(&path).unwrap();
    let mut out = String::new();
    let mut cases = 0;
    let mut name = String::new();
    for line in table.lines() {
        if line.starts_with('\t') {
            continue;
        }
        writeln!(out, "{line}").unwrap();
        if line.starts_with('#') || line.is_empty() {
            name = line.to_owned();
            continue;
        }
        cases += 1;
        let begun = Instant::now();
        let bytes = bytes_of(line);
        let strict = verdict(bytes.clone(), false);
        writeln!(out, "\t{strict}").unwrap();
        let lenient = verdict(bytes, true);
        if lenient != strict {
            writeln!(out, "\tlenient: {lenient}").unwrap();
        }
        // The debug build is slow; the release build takes a tenth of it.
        assert!(begun.elapsed() < Duration::from_secs(60), "{name}");
    }
    if std::env::var_os("KARVAN_UPDATE").is_some() {
        std::fs::write(&path, &out).unwrap();
    }
    assert!(cases >= 100, "{cases}");
    for (expected, found) in table.lines().zip(out.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(out, table);
}
