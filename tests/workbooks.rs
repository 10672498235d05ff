//! Glossaries that come from spreadsheets.

use karvan::format::terms::{TermOptions, read_terms, terms_of};
use karvan::lang::Lang;
use karvan::model::{TermEntry, TermStatus};
use karvan::termbase::Glossary;
use karvan::termbase::edit::GlossaryText;
use karvan::termbase::merge::merge;
use karvan::termbase::table::columns;
use std::path::Path;

/// The workbook that a spreadsheet writes, as small as it can be.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let cells = |n: usize, row: &&[&str]| -> String {
        let cell = |(at, text): (usize, &&str)| {
            let column = char::from(b'A' + at as u8);
            let text = text.replace('&', "&amp;");
            if let Some(formula) = text.strip_prefix('=') {
                return format!("<c r=\"{column}{}\"><f>{formula}</f></c>", n + 1);
            }
            if text.starts_with('#') {
                return format!("<c r=\"{column}{}\" t=\"e\"><v>{text}</v></c>", n + 1);
            }
            format!(
                "<c r=\"{column}{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>",
                n + 1
            )
        };
        row.iter().enumerate().map(cell).collect()
    };
    let rows: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(n, row)| format!("<row r=\"{}\">{}</row>", n + 1, cells(n, row)))
        .collect();
    workbook_of(&rows.concat())
}

/// The workbook with this sheet: its rows as XML.
fn workbook_of(sheet: &str) -> Vec<u8> {
    use std::io::Write as _;
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"Terms\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        zip.start_file(name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A cell in the last corner of a sheet made the table as large as the sheet.
#[test]
fn a_cell_far_from_the_others_is_one_cell() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terms.xlsx");
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |n: u32, cells: &[String]| format!("<row r=\"{n}\">{}</row>", cells.concat());
    let table = [
        row(1, &[cell("A1", "en"), cell("B1", "az")]),
        row(2, &[cell("A2", "port"), cell("B2", "liman")]),
        row(
            3,
            &[
                cell("A3", "envoy"),
                "<c r=\"B3\" t=\"e\"><f>B9</f><v>#N/A</v></c>".into(),
            ],
        ),
    ];
    let far = row(1_048_576, &[cell("XFD1048576", "note")]);
    std::fs::write(&path, workbook_of(&(table.concat() + &far))).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    assert_eq!(read.entries.len(), 2);
    let refused: Vec<(usize, &str)> = (read
        .refused
        .iter()
        .map(|refused| (refused.line, refused.reason.as_str())))
    .collect();
    assert_eq!(
        refused,
        [
            (
                3,
                "the cell in column 2 holds the error #N/A and no value: mend the formula in it"
            ),
            (1_048_576, "the row has no term"),
        ]
    );
    let beyond = row(1_048_577, &[cell("A1048577", "x")]);
    std::fs::write(&path, workbook_of(&(table.concat() + &beyond))).unwrap();
    let error = read_terms(&path, &TermOptions::default()).unwrap_err();
    assert!(
        error.to_string().contains("where no sheet has one"),
        "{error}"
    );
}

#[test]
fn a_number_used_twice_and_a_far_cell_lose_nothing_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terms.xlsx");
    let row = |n: u32, cells: &[(&str, &str)]| {
        let cell = |(at, text): &(&str, &str)| {
            format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let cells: String = cells.iter().map(cell).collect();
        format!("<row r=\"{n}\">{cells}</row>")
    };
    let sheet = [
        row(1, &[("A1", "en"), ("B1", "az")]),
        row(3, &[("A3", "envoy"), ("B3", "elçi")]),
        row(3, &[("A3", "summit"), ("B3", "zirvə")]),
        row(4, &[("A4", "port"), ("B4", "liman"), ("XFD4", "note")]),
    ];
    std::fs::write(&path, workbook_of(&sheet.concat())).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    let terms = read.entries.iter().map(|entry| {
        let term = &entry.languages[0].terms[0];
        (entry.line, term.text.as_str())
    });
    assert_eq!(
        terms.collect::<Vec<_>>(),
        [(3, "envoy"), (3, "summit"), (4, "port")]
    );
    assert_eq!(
        read.remarks,
        ["the sheet has two rows with the number 3, or more: all were read"]
    );
    let left_out: Vec<(&str, usize)> = read
        .left_out
        .iter()
        .map(|(k, n)| (k.as_str(), *n))
        .collect();
    assert_eq!(left_out, [("cells of a column without a name", 1)]);
}

#[test]
fn a_cell_merged_over_rows_is_the_text_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terms.xlsx");
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let cells = [
        ("1", cell("A1", "en") + &cell("B1", "az")),
        ("2", cell("A2", "treaty") + &cell("B2", "müqavilə")),
        ("3", cell("B3", "saziş")),
        ("4", cell("A4", "envoy") + &cell("B4", "elçi")),
    ];
    let rows = cells.map(|(row, cells)| format!("<row r=\"{row}\">{cells}</row>"));
    let merged = |regions: &str| {
        format!(
            "{}</sheetData><mergeCells>{regions}</mergeCells><sheetData>",
            rows.concat()
        )
    };
    let entries = |sheet: &str| {
        std::fs::write(&path, workbook_of(sheet)).unwrap();
        let read = read_terms(&path, &TermOptions::default()).unwrap();
        let terms = |entry: &TermEntry| -> Vec<String> {
            let terms = entry.languages.iter().flat_map(|language| &language.terms);
            terms.map(|term| term.text.clone()).collect()
        };
        let entries: Vec<Vec<String>> = read.entries.iter().map(terms).collect();
        (entries, read.remarks)
    };
    let rows = [
        ["treaty", "müqavilə"],
        ["treaty", "saziş"],
        ["envoy", "elçi"],
    ];
    let (read, remarks) = entries(&merged("<mergeCell ref=\"A2:A3\"/>"));
    assert_eq!(read, rows);
    assert_eq!(
        remarks,
        ["cells that are merged over several rows, whose text each of the rows has: 1"]
    );
    // Regions that lie over one another, as no spreadsheet writes them, end as others do.
    let (read, _) = entries(&merged(&"<mergeCell ref=\"A2:A1048576\"/>".repeat(2)));
    assert_eq!(read, rows);
    let (read, remarks) = entries(&merged("<mergeCell ref=\"A1:B1\"/>"));
    assert_eq!(read[1], ["saziş"]);
    assert_eq!(remarks, [""; 0]);
}

#[test]
fn the_preferred_term_of_rows_of_a_spreadsheet_comes_first() {
    let rows: [&[&str]; 3] = [
        &["id", "en", "az", "az_status"],
        &["1", "cat", "pişik", "admitted"],
        &["1", "cat", "pişik2", "preferred"],
    ];
    let path = Path::new("terms.xlsx");
    let read = terms_of(&workbook(&rows), path, &TermOptions::default()).unwrap();
    assert!(read.left_out.is_empty(), "{:?}", read.left_out);
    let text = GlossaryText::new(columns(&read.entries).join("\t") + "\n");
    let empty = Glossary::parse_to_fill(text.text(), Path::new("g.tsv")).unwrap();
    let (text, _) = merge(&empty, &text, &[read.entries], false).unwrap();
    assert_eq!(text.text(), "id\ten\taz\n1\tcat\tpişik2|pişik\n");
}

/// A column of marks says which rows are forbidden.
#[test]
fn marks_in_a_spreadsheet_are_read() {
    let rows: [&[&str]; 4] = [
        &["en", "az", "Forbidden"],
        &["peace", "barış", "x"],
        &["peace", "sülh", ""],
        &["war", "dava", "TRUE"],
    ];
    let path = Path::new("terms.xlsx");
    let read = terms_of(&workbook(&rows), path, &TermOptions::default()).unwrap();
    let az = read.entries.iter().flat_map(|entry| &entry.languages);
    let az = az.filter(|language| language.lang == Lang::parse("az").unwrap());
    let terms = az.flat_map(|language| &language.terms);
    let terms: Vec<_> = terms.map(|term| (&*term.text, term.status)).collect();
    let forbidden = TermStatus::Forbidden;
    assert_eq!(
        terms,
        [
            ("barış", forbidden),
            ("sülh", TermStatus::Preferred),
            ("dava", forbidden)
        ]
    );
}

#[test]
fn a_spreadsheet_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terms.xlsx");
    let book = workbook(&[
        &[
            "Concept ID",
            "English",
            "Azerbaijani",
            "Azerbaijani forbidden",
            "Chinese",
            "Owner",
        ],
        &[
            "7",
            "trade & transit",
            "ticarət və tranzit",
            "ticarət-tranzit",
            "贸易和过境",
            "A. M.",
        ],
    ]);
    std::fs::write(&path, book).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    assert_eq!(read.format, "XLSX");
    assert_eq!(
        read.left_out.keys().collect::<Vec<_>>(),
        ["column \"Owner\""]
    );
    let [entry] = read.entries.as_slice() else {
        panic!("{:?}", read.entries);
    };
    assert_eq!((entry.id.as_deref(), entry.line), (Some("7"), 2));
    let terms: Vec<(&str, &str, TermStatus)> = entry
        .languages
        .iter()
        .flat_map(|language| &language.terms)
        .map(|term| (term.lang.as_str(), term.text.as_str(), term.status))
        .collect();
    assert_eq!(
        terms,
        [
            ("en", "trade & transit", TermStatus::Preferred),
            ("az", "ticarət və tranzit", TermStatus::Preferred),
            ("az", "ticarət-tranzit", TermStatus::Forbidden),
            ("zh", "贸易和过境", TermStatus::Preferred),
        ]
    );
    // What is said of each language stands behind it.
    let book = workbook(&[
        &["EN", "Status", "AZ", "Status"],
        &["envoy", "Deprecated", "elçi", "Preferred"],
    ]);
    std::fs::write(&path, book).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    let statuses: Vec<TermStatus> = (read.entries[0].languages.iter())
        .flat_map(|language| &language.terms)
        .map(|term| term.status)
        .collect();
    assert_eq!(statuses, [TermStatus::Forbidden, TermStatus::Preferred]);
    // A title above the header, and names the other way round.
    let book = workbook(&[
        &["Glossary of the Ministry"],
        &["ID", "Term (EN)", "Term (AZ)", "Forbidden (AZ)"],
        &["8", "port", "liman", "port"],
    ]);
    std::fs::write(&path, book).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    let [entry] = read.entries.as_slice() else {
        panic!("{:?}", read.entries);
    };
    assert_eq!((entry.id.as_deref(), entry.line), (Some("8"), 3));
    let az = &entry.languages[1].terms;
    assert_eq!(
        (az[1].text.as_str(), az[1].status),
        ("port", TermStatus::Forbidden)
    );
}

#[test]
fn what_a_spreadsheet_has_no_value_for_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("terms.xlsx");
    // A formula that nobody calculated.
    let book = workbook(&[
        &["ID", "EN", "AZ"],
        &["9", "port", "=LOWER(B9)"],
        &["10", "border", "sərhəd"],
    ]);
    std::fs::write(&path, book).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    assert_eq!(read.entries.len(), 2);
    let [refused] = read.refused.as_slice() else {
        panic!("{:?}", read.refused);
    };
    assert_eq!((refused.line, refused.whole), (2, false));
    assert!(
        refused
            .reason
            .contains("column 3 holds a formula without a value")
    );
    // One that came to nothing.
    let book = workbook(&[&["ID", "EN", "AZ"], &["9", "port", "#N/A"]]);
    std::fs::write(&path, book).unwrap();
    let read = read_terms(&path, &TermOptions::default()).unwrap();
    let [refused] = read.refused.as_slice() else {
        panic!("{:?}", read.refused);
    };
    assert_eq!((refused.line, refused.whole), (2, false));
    assert!(refused.reason.contains("column 3 holds the error #N/A"));
    let book = workbook(&[&["Glossary of the Ministry"], &["port", "liman"]]);
    std::fs::write(&path, book).unwrap();
    let error = read_terms(&path, &TermOptions::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no row of the workbook names languages")
    );
    std::fs::write(&path, b"PK\x03\x04 and nothing more").unwrap();
    let error = read_terms(&path, &TermOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("this XLSX workbook is cut off or damaged"),
        "{error}"
    );
}
