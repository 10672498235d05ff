//! TMX: fixtures of our own with their expectations, the samples of other tools, and validity of what is written.

mod samples;
mod tmx_support;

use karvan::format::{Entry, Oddity, UnitReader, tmx};
use karvan::model::Tu;
use samples::{has_program, samples};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tmx_support::{check_structure, read_all, try_read, units, write_all};

const FIXTURES: [&str; 9] = [
    "plain.tmx",
    "old-lang.tmx",
    "codes.tmx",
    "edited.tmx",
    "annotations.tmx",
    "dates.tmx",
    "odd.tmx",
    "two-headers.tmx",
    "empty-body.tmx",
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/tmx")
        .join(name)
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What was read, for people: compared with `tests/data/tmx/expected.txt`.
fn describe(name: &str, bytes: &[u8]) -> String {
    let mut out = format!("== {name}\n");
    for entry in read_all(bytes).1 {
        match entry {
            Entry::Rejected(rejected) => {
                let (line, named) = (rejected.line, rejected.named());
                writeln!(out, "{line}: rejected: {named}").unwrap();
            }

            Entry::Unit { tu, line, remarks } => {
                writeln!(out, "{line}: unit").unwrap();
                describe_unit(&mut out, &tu);
                for remark in remarks {
                    writeln!(
                        out,
                        "  {}: {}: {}",
                        remark.line,
                        remark.oddity.name(),
                        remark.text
                    )
                    .unwrap();
                }
            }
        }
    }
    out
}

fn describe_unit(out: &mut String, tu: &Tu) {
    if let Some(tuid) = &tu.tuid {
        writeln!(out, "  tuid {tuid:?}").unwrap();
    }
    if let Some(lang) = &tu.source_lang {
        writeln!(out, "  source {lang}").unwrap();
    }
    if let Some(origin) = &tu.origin {
        writeln!(out, "  origin {origin:?}").unwrap();
    }
    if let Some(sure) = tu.alignment {
        writeln!(out, "  alignment {sure}").unwrap();
    }
    if tu.attributes != karvan::model::Attributes::default() {
        writeln!(out, "  attributes {}", json(&tu.attributes)).unwrap();
    }
    for annotation in &tu.annotations {
        writeln!(out, "  {}", json(annotation)).unwrap();
    }
    for tuv in &tu.variants {
        writeln!(out, "  {}: {:?}", tuv.lang, tuv.segment.text()).unwrap();
        if tuv.segment.has_codes() {
            writeln!(out, "    {}", json(&tuv.segment)).unwrap();
        }
        if tuv.attributes != karvan::model::Attributes::default() {
            writeln!(out, "    attributes {}", json(&tuv.attributes)).unwrap();
        }
        for annotation in &tuv.annotations {
            writeln!(out, "    {}", json(annotation)).unwrap();
        }
        for (side, neighbour) in [("before", &tuv.before), ("after", &tuv.after)] {
            if *neighbour != karvan::model::Neighbour::Unknown {
                writeln!(out, "    {side} {}", json(neighbour)).unwrap();
            }
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn fixtures_are_read_as_expected() {
    let read: String = FIXTURES
        .iter()
        .map(|name| describe(name, &bytes(&fixture(name))))
        .collect();
    if std::env::var_os("KARVAN_UPDATE").is_some() {
        std::fs::write(fixture("expected.txt"), &read).unwrap();
    }
    let expected = std::fs::read_to_string(fixture("expected.txt")).unwrap_or_default();
    assert!(
        read == expected,
        "tests/data/tmx/expected.txt says otherwise; read was:\n{read}"
    );
}

#[test]
fn broken_files_are_refused_with_their_place() {
    let cases = std::fs::read_to_string(fixture("errors.txt")).unwrap();
    let mut lines = cases.lines().filter(|line| !line.starts_with('#'));
    let mut count = 0;
    while let (Some(content), Some(message)) = (lines.next(), lines.next()) {
        let content = content.replace("\\n", "\n").replace("\\u{1}", "\u{1}");
        let content = content.replace("\\u{feff}", "\u{feff}");
        let message = message.trim_start().replace("FILE", "a.tmx");
        let error = try_read(content.as_bytes()).expect_err(&content);
        assert_eq!(error.to_string(), message, "{content}");
        assert!(error.help().is_some(), "{content}");
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn every_encoding_and_line_end_gives_the_same_units() {
    let text = String::from_utf8(bytes(&fixture("plain.tmx"))).unwrap();
    let expected = units(text.as_bytes());
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    };
    let marked = format!("\u{feff}{text}");
    let crlf = text.replace('\n', "\r\n");
    for (name, bytes) in [
        ("UTF-8 with mark", marked.clone().into_bytes()),
        ("UTF-16LE with mark", utf16(&marked, u16::to_le_bytes)),
        ("UTF-16BE with mark", utf16(&marked, u16::to_be_bytes)),
        ("UTF-16LE", utf16(&text, u16::to_le_bytes)),
        ("UTF-16BE", utf16(&text, u16::to_be_bytes)),
        ("CRLF", crlf.clone().into_bytes()),
        ("CR", text.replace('\n', "\r").into_bytes()),
        (
            "GB18030",
            encoding_rs::GB18030
                .encode(&text.replace("UTF-8", "gb18030"))
                .0
                .into_owned(),
        ),
    ] {
        assert_eq!(units(&bytes), expected, "{name}");
    }
    let latin = b"<?xml version='1.0' encoding='windows-1252'?><tmx><body><tu><tuv lang='fr'><seg>\x93\xe9t\xe9\x94</seg></tuv></tu></body></tmx>";
    assert_eq!(units(latin)[0].variants[0].segment.text(), "“été”");
}

#[test]
fn deep_nesting_is_flattened_and_not_followed() {
    let deep = 200_000;
    let xml = format!(
        "<tmx><body><tu><tuv lang='en'><seg>{}x{}</seg></tuv></tu></body></tmx>",
        "<hi>".repeat(deep),
        "</hi>".repeat(deep)
    );
    let (_, entries) = read_all(xml.as_bytes());
    let Entry::Unit { tu, remarks, .. } = &entries[0] else {
        panic!("rejected")
    };
    assert_eq!(tu.variants[0].segment.text(), "x");
    let deep: Vec<_> = remarks
        .iter()
        .filter(|r| r.oddity == Oddity::DeepCodes)
        .collect();
    assert_eq!((deep.len(), deep[0].count), (1, 199_950));
    let written = write_all(&karvan::model::Header::default(), std::slice::from_ref(tu));
    assert_eq!(units(&written)[0], **tu);
}

/// Reads, writes, reads and writes again: the two files must be equal; returns the first.
fn round_trip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let (header, entries) = read_all(bytes);
    let first = write_all(&header, &tmx_support::units_of(entries));
    let (header, entries) = read_all(&first);
    assert!(
        entries.iter().all(|e| matches!(e, Entry::Unit { .. })),
        "{name}: a unit of ours was rejected"
    );
    let second = write_all(&header, &tmx_support::units_of(entries));
    assert_eq!(
        String::from_utf8_lossy(&first),
        String::from_utf8_lossy(&second),
        "{name}"
    );
    check_structure(&first).unwrap_or_else(|what| panic!("{name}: {what}"));
    for line in std::str::from_utf8(&first).unwrap().lines() {
        assert!(
            !line[1.min(line.len())..].contains("<tu "),
            "{name}: {line}"
        );
    }
    first
}

#[test]
fn fixtures_round_trip_to_the_byte() {
    for name in FIXTURES {
        round_trip(name, &bytes(&fixture(name)));
    }
}

/// The units of a fixture are the same after a round trip, apart from what the writer had to supply.
#[test]
fn a_round_trip_loses_nothing() {
    for name in ["plain.tmx", "annotations.tmx", "dates.tmx"] {
        let before = bytes(&fixture(name));
        let after = round_trip(name, &before);
        assert_eq!(units(&before).len(), units(&after).len());
        for (mut old, new) in units(&before).into_iter().zip(units(&after)) {
            // It is written as the unit's own variant spells it.
            let source = old.source_lang.take();
            old.source_lang = source.and_then(|lang| Some(new.variant(&lang)?.lang.clone()));
            assert_eq!(old, new, "{name}");
        }
    }
}

fn sample_files() -> Option<Vec<(String, usize, PathBuf)>> {
    let folder = samples("data/tmx")?;
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let rows = manifest.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        // Its parser stopped at the wrong declaration and counted nothing.
        let units = if cells[0] == "tmxql-utf16be.tmx" {
            1
        } else {
            cells[9].parse().unwrap()
        };
        (cells[0].to_owned(), units, folder.join(cells[0]))
    });
    Some(rows.collect())
}

#[test]
fn samples_have_all_their_units() {
    let Some(files) = sample_files() else { return };
    assert_eq!(files.len(), 36);
    for (name, expected, path) in files {
        let (_, entries) = read_all(&bytes(&path));
        let units = entries
            .iter()
            .filter(|e| matches!(e, Entry::Unit { .. }))
            .count();
        assert_eq!((units, entries.len()), (expected, expected), "{name}");
    }
}

#[test]
fn samples_round_trip_to_the_byte_and_are_valid() {
    let Some(files) = sample_files() else { return };
    let Some(dtd) = samples("data/tmx/dtd/tmx14.dtd") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut written = Vec::new();
    for (name, _, path) in files {
        let out = folder.path().join(&name);
        std::fs::write(&out, round_trip(&name, &bytes(&path))).unwrap();
        written.push(out);
    }
    for name in FIXTURES {
        let out = folder.path().join(format!("fixture-{name}"));
        std::fs::write(&out, round_trip(name, &bytes(&fixture(name)))).unwrap();
        written.push(out);
    }
    if !has_program("xmllint", "libxml2-utils") {
        return;
    }
    let run = Command::new("xmllint")
        .args(["--noout", "--nonet", "--dtdvalid"])
        .arg(dtd)
        .args(&written)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

/// The compliance kit's own expected texts.
#[test]
fn the_compliance_kit_reads_as_it_expects() {
    let Some(folder) = samples("data/tmx") else {
        return;
    };
    for (name, lang) in [
        ("kit-import1a.source.txt", "en-us"),
        ("kit-import1a.target.txt", "fr-ca"),
        ("kit-import1c.source.txt", "en-us"),
        ("kit-import1g.source.txt", "en-us"),
        ("kit-import1i.source.txt", "en-us"),
        ("kit-import1i.target.txt", "ja-jp"),
    ] {
        let Ok(raw) = std::fs::read(folder.join(name)) else {
            continue;
        };
        let text = karvan::format::encoding::decode(&raw, Path::new(name))
            .unwrap_or_else(|_| encoding_rs::WINDOWS_1252.decode(&raw).0.into_owned());
        let tmx = format!("{}.tmx", name.split('.').next().unwrap());
        let lang = karvan::lang::Lang::parse(lang).unwrap();
        for tu in units(&bytes(&folder.join(tmx))) {
            let Some(tuv) = tu.variant(&lang) else {
                continue;
            };
            let segment = tuv.segment.text();
            assert!(
                text.contains(&segment),
                "{name}: {segment:?} is not in {text:?}"
            );
        }
    }
}

#[test]
fn the_writer_names_a_variant_as_source() {
    let header = karvan::model::Header::default();
    let lang = |tag: &str| karvan::lang::Lang::parse(tag).unwrap();
    let mut tu = Tu {
        source_lang: Some(lang("en-GB")),
        variants: vec![
            karvan::model::Tuv::plain(lang("en-US"), "color"),
            karvan::model::Tuv::plain(lang("az"), "rəng"),
        ],
        ..Tu::default()
    };
    let write = |tu: &Tu, source: Option<&str>| {
        let mut writer = tmx::Writer::new(Vec::new(), &header, source.map(lang).as_ref());
        karvan::format::UnitWriter::write(&mut writer, tu).unwrap();
        String::from_utf8(writer.into_inner()).unwrap()
    };
    assert!(write(&tu, None).contains("srclang=\"*all*\" datatype"));
    assert!(write(&tu, None).contains("<tu srclang=\"en-US\">"));
    assert!(write(&tu, Some("en-US")).contains("\n<tu>\n"));
    tu.source_lang = Some(lang("zh"));
    assert!(write(&tu, None).contains("\n<tu>\n"));
    assert!(write(&tu, Some("en-US")).contains("\n<tu>\n"));
    assert!(write(&tu, Some("en")).contains("<tu srclang=\"en-US\">"));
    assert!(write(&tu, Some("ru")).contains("<tu srclang=\"*all*\">"));
    tu.source_lang = None;
    assert!(write(&tu, None).contains("\n<tu>\n"));
}

#[test]
fn reading_does_not_hold_the_file() {
    let unit = "<tu><tuv xml:lang='en'><seg>text</seg></tuv></tu>\n";
    let mut reader = tmx::Reader::new(
        Endless {
            head: b"<tmx><body>\n".to_vec(),
            unit: unit.as_bytes(),
            at: 0,
        },
        "endless.tmx",
    );
    for n in 0..50_000 {
        match reader.next_entry() {
            Some(Ok(Entry::Unit { line, .. })) => assert_eq!(line, n + 2),
            other => panic!("{other:?}"),
        }
    }
    assert!(reader.position() >= 50_000 * unit.len() as u64);
}

/// A file that never ends: only a stream can be read from it.
struct Endless {
    head: Vec<u8>,
    unit: &'static [u8],
    at: usize,
}

impl std::io::Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        for byte in out.iter_mut() {
            *byte = match self.head.get(self.at) {
                Some(b) => *b,
                None => self.unit[(self.at - self.head.len()) % self.unit.len()],
            };
            self.at += 1;
        }
        Ok(out.len())
    }
}

/// Each unit keeps its variants, and the units keep the order of their start tags.
#[test]
fn a_unit_in_a_unit_keeps_both() {
    let tuv = |lang: &str, text: &str| format!("<tuv xml:lang=\"{lang}\"><seg>{text}</seg></tuv>");
    let (one, two) = (
        tuv("en", "The talks began."),
        tuv("az", "Danışıqlar başladı."),
    );
    let nested = format!(
        "<tmx version=\"1.4\"><header srclang=\"en\"/><body><tu tuid=\"a\">{one}<tu tuid=\"b\">{one}<tu tuid=\"c\">{two}</tu></tu>\
         <x><tu tuid=\"d\">{two}{one}</tu></x>{two}</tu><tu tuid=\"e\">{one}</tu></body></tmx>"
    );
    let read: Vec<String> = units(nested.as_bytes())
        .iter()
        .map(|tu| {
            let langs: Vec<&str> = tu.variants.iter().map(|v| v.lang.as_str()).collect();
            format!("{} {}", tu.tuid.as_deref().unwrap(), langs.join(" "))
        })
        .collect();
    assert_eq!(read, ["a en az", "b en", "c az", "d az en", "e en"]);
}

#[test]
fn an_entity_of_markup_is_read_as_if_it_stood_there() {
    let file = |subset: &str, unit: &str| {
        format!(
            "<!DOCTYPE tmx [{subset}]><tmx version=\"1.4\"><header srclang=\"en\"/><body>{unit}</body></tmx>"
        )
    };
    let subset = concat!(
        "<!ENTITY talks '&lt;Danışıqlar&gt; <hi type=\"b\">&round;<!-- c --></hi>'>",
        "<!ENTITY round '<![CDATA[ikinci &#38; ]]>turu'>",
        "<!ENTITY unit '<tu>&prop;<tuv xml:lang=\"en\"><seg>Talks</seg></tuv><tuv xml:lang=\"az\"><seg>&talks; başladı.</seg></tuv></tu>'>",
        "<!ENTITY prop '<prop type=\"x\">&#38;lt;y&#13;</prop>'>",
    );
    let plain = "<tu><prop type=\"x\">&lt;y&#13;</prop><tuv xml:lang=\"en\"><seg>Talks</seg></tuv><tuv xml:lang=\"az\"><seg>&lt;Danışıqlar&gt; <hi type=\"b\">ikinci &amp; turu</hi> başladı.</seg></tuv></tu>";
    let expected = units(file("", &plain.repeat(2)).as_bytes());
    assert_eq!(expected.len(), 2);
    assert_eq!(units(file(subset, "&unit;&unit;").as_bytes()), expected);
}

#[test]
fn a_code_that_the_unit_has_is_not_proposed() {
    let told = |variants: &str| {
        let file = format!(
            "<tmx version=\"1.4\"><header srclang=\"en\"/><body><tu>{variants}</tu></body></tmx>"
        );
        let entries = read_all(file.as_bytes()).1;
        let Some(Entry::Unit { remarks, .. }) = entries.first() else {
            panic!("{variants}");
        };
        let texts = remarks.iter().map(|remark| remark.text.clone());
        texts.collect::<Vec<_>>().join("\n")
    };
    let unnamed = "<tuv><seg>Danışıqlar başladı və davam edir.</seg></tuv>";
    let with = |lang: &str| format!("<tuv xml:lang=\"{lang}\"><seg>The talks began.</seg></tuv>");
    let proposal = "xml:lang=\"az\" may be meant";
    assert!(told(&format!("{unnamed}{}", with("en"))).contains(proposal));
    for has in ["az", "az-Latn-AZ"] {
        for variants in [
            format!("{unnamed}{}", with(has)),
            format!("{}{unnamed}", with(has)),
        ] {
            let told = told(&variants);
            assert!(told.contains("does not say its language"), "{told}");
            assert!(!told.contains(proposal), "{told}");
        }
    }
    // Another script is another language for that.
    assert!(told(&format!("{unnamed}{}", with("az-Cyrl"))).contains(proposal));
}
