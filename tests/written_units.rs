//! Of each format: what a writer says of the units that it was given is what a reader finds in the file.

use karvan::format::detect::{ReadOptions, read_units};
use karvan::format::{Entry, UnitWriter, csv, jsonl, po, tmx, tsv, xliff};
use karvan::lang::Lang;
use karvan::model::{Annotation, Code, CodeKind, Header, Inline, Prop, Tu, Tuv};
use proptest::collection::vec;
use proptest::prelude::*;
use std::io::Cursor;
use std::path::Path;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// Units of any languages, with blank texts, twins, and some that are forms of an entry of PO.
fn unit() -> impl Strategy<Value = Tu> {
    let text = prop::sample::select(vec!["", " ", "a", "Danışıq", "北京", "\"b\", c"]);
    let tag = prop::sample::select(vec!["en", "en-GB", "az", "zh"]);
    let variant = (tag, text, prop::bool::weighted(0.2)).prop_map(|(tag, text, code)| {
        let mut tuv = Tuv::plain(lang(tag), text);
        if code {
            tuv.segment.content.push(Inline::Code(Code {
                kind: CodeKind::Ph,
                attributes: Vec::new(),
                content: Vec::new(),
            }));
        }
        tuv
    });
    let form = prop::option::weighted(0.3, 0..2u8);
    (prop::option::of("[ab]"), vec(variant, 1..4), form).prop_map(|(tuid, variants, form)| {
        let mut tu = Tu {
            tuid,
            variants,
            ..Tu::default()
        };
        let mut say = |name: &str, value: &str| {
            tu.annotations.push(Annotation::Prop(Prop {
                kind: format!("x-po:{name}"),
                value: value.to_owned(),
                attributes: Vec::new(),
            }));
        };
        if let Some(form) = form {
            say("form", &form.to_string());
            say(if form == 0 { "msgid_plural" } else { "msgid" }, "a");
        }
        tu
    })
}

/// How many units a writer says are in the file.
fn written(mut writer: Box<dyn UnitWriter + '_>, units: &[Tu]) -> u64 {
    for tu in units {
        writer.write(tu).unwrap();
    }
    writer.finish().unwrap();
    units.len() as u64 - writer.left_out().units()
}

/// How many units a reader finds.
fn found(bytes: &[u8]) -> u64 {
    let options = ReadOptions {
        source: Some(lang("en")),
        target: Some(lang("az")),
        ..ReadOptions::default()
    };
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let mut reader = read_units(input, Path::new("a"), &options).unwrap();
    let mut count = 0;
    while let Some(entry) = reader.next_entry() {
        count += u64::from(matches!(entry.unwrap(), Entry::Unit { .. }));
    }
    count
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_said_to_be_written_is_found(units in vec(unit(), 1..6)) {
        let (en, az) = (|| lang("en"), || lang("az"));
        let header = Header::default();
        for format in ["tmx", "xliff", "xliff2", "po", "csv", "tsv", "jsonl"] {
            let mut out = Vec::new();
            let columns = || vec![en(), az()];
            let writer: Box<dyn UnitWriter + '_> = match format {
                "tmx" => Box::new(tmx::Writer::new(&mut out, &header, None)),
                "xliff" => Box::new(xliff::Writer::new(&mut out, en(), az())),
                "xliff2" => Box::new(xliff::Writer2::new(&mut out, en(), az())),
                "po" => Box::new(po::Writer::new(&mut out, &header, en(), az())),
                "csv" => Box::new(csv::Writer::new(&mut out, columns())),
                "tsv" => Box::new(tsv::Writer::new(&mut out, columns())),
                _ => Box::new(jsonl::Writer::new(&mut out, columns())),
            };
            let said = written(writer, &units);
            if format == "jsonl" && said == 0 {
                // No line at all is no file of units.
                prop_assert_eq!(out.len(), 0);
                continue;
            }
            prop_assert_eq!(found(&out), said, "{}: {}", format, String::from_utf8_lossy(&out));
        }
    }
}
