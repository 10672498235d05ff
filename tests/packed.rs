//! Packed files that are odd or damaged: what is said of them.

use karvan::format::detect::{ReadOptions, read_units};
use karvan::format::terms::{TermOptions, terms_of};
use std::io::{Cursor, Write as _};
use std::path::Path;

const TMX: &str = "<tmx version=\"1.4\"><header creationtool=\"a\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"a\" adminlang=\"en\" srclang=\"en\" datatype=\"plaintext\"/><body>\n<tu><tuv xml:lang=\"en\"><seg>The talks began.</seg></tuv><tuv xml:lang=\"az\"><seg>Danışıqlar başladı.</seg></tuv></tu>\n</body></tmx>\n";

/// How many units a file holds, or why it is refused.
fn read(bytes: Vec<u8>) -> Result<usize, String> {
    told(bytes).map(|(units, _)| units)
}

/// The same with what is odd about the file.
fn told(bytes: Vec<u8>) -> Result<(usize, Vec<String>), String> {
    let input = Box::new(Cursor::new(bytes));
    let options = ReadOptions::default();
    let reader = read_units(input, Path::new("a.packed"), &options);
    let mut reader = reader.map_err(|error| error.to_string())?;
    let mut units = 0;
    while let Some(entry) = reader.next_entry() {
        entry.map_err(|error| error.to_string())?;
        units += 1;
    }
    let remarks = reader.remarks().into_iter();
    // Who takes nothing odd refuses the file for it.
    let said = remarks.filter(|remark| remark.oddity.is_fault());
    Ok((units, said.map(|remark| remark.text).collect()))
}

fn zip(names: &[&str], comment: &str) -> Vec<u8> {
    zip_of(names, TMX, comment)
}

fn zip_of(names: &[&str], text: &str, comment: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.set_comment(comment).unwrap();
    zip.finish().unwrap().into_inner()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

#[test]
fn an_archive_of_two_files_of_one_name_is_refused() {
    let mut twice = zip(&["one.tmx", "two.tmx"], "");
    for at in 0..twice.len() - 7 {
        if &twice[at..at + 7] == b"two.tmx" {
            twice[at..at + 7].copy_from_slice(b"one.tmx");
        }
    }
    let refused = "a.packed: the zip archive holds several files called one.tmx";
    assert_eq!(read(twice), Err(refused.into()));
}

#[test]
fn a_comment_that_looks_like_the_end_of_an_archive_is_a_comment() {
    let comment = "Nazirlik PK\u{5}\u{6} üçün hazırlanıb, 2024-cü ilin may ayı";
    assert_eq!(read(zip(&["one.tmx"], comment)), Ok(1));
    // An end of an archive without files, whole and not.
    for length in [18, 30, 60_000] {
        let comment = format!("PK\u{5}\u{6}{}", "\0".repeat(length));
        let mut archive = zip(&["one.tmx"], &comment);
        assert_eq!(read(archive.clone()), Ok(1), "{length}");
        archive.truncate(archive.len() - 10);
        let refused = "a.packed: the zip archive is cut off in the comment at its end";
        assert_eq!(read(archive), Err(refused.into()), "{length}");
    }
    // What follows behind the end is no part of it.
    let mut followed = zip(&["one.tmx"], "");
    followed.extend(b"PK\x05\x06 and more than is left of it");
    assert_eq!(read(followed), Ok(1));
    let mut empty = zip(&[], "");
    assert_eq!(
        read(empty.clone()),
        Err("a.packed: the zip archive is empty".into())
    );
    empty[12] = 7;
    let refused = "a.packed: the zip archive is damaged: where its end says that the list of its files is, there is none";
    assert_eq!(read(empty), Err(refused.into()));
}

#[test]
fn what_is_odd_about_an_archive_is_told() {
    let sound = zip(&["one.tmx"], "");
    assert_eq!(told(sound.clone()), Ok((1, vec![])));
    let said = |what: &str| Ok((1, vec![what.to_owned()]));
    let followed = [sound.as_slice(), b"garbage"].concat();
    let follows = "something follows behind the end of the zip archive: it was left out";
    assert_eq!(told(followed), said(follows));
    // The list of files says the packed length and the length of the text one after the other.
    let list = sound.windows(4).position(|bytes| bytes == b"PK\x01\x02");
    let other = "the zip archive says another length of its file than that has";
    for (at, more) in [(20, 1), (24, 1), (24, -1_i8)] {
        let mut false_length = sound.clone();
        let byte = &mut false_length[list.unwrap() + at];
        *byte = byte.wrapping_add_signed(more);
        assert_eq!(told(false_length), said(other), "{at}");
    }
}

#[test]
fn an_archive_that_is_cut_off_is_said_to_be_that() {
    let mut cut = zip(&["one.tmx"], "");
    let refused = "a.packed: the zip archive is cut off: what its end says about it is missing";
    for more in [1, 9, 20, 10] {
        cut.truncate(cut.len() - more);
        assert_eq!(read(cut.clone()), Err(refused.into()), "{more}");
    }
}

#[test]
fn damage_of_a_gzip_file_is_told_before_what_is_wrong_with_its_text() {
    let sound = gzip(TMX.as_bytes());
    assert_eq!(read(sound.clone()), Ok(1));
    let mut flipped = sound;
    let at = flipped.windows(6).position(|bytes| bytes == b"</seg>");
    flipped[at.unwrap() + 1] = b'\\';
    let refused = "a.packed: cannot be read: the packed file is damaged";
    assert_eq!(read(flipped), Err(refused.into()));
    // A sound packed file of a text that is wrong is refused for that.
    let wrong = read(gzip(TMX.replace("</seg>", "<\\seg>").as_bytes()));
    assert!(wrong.is_err_and(|message| message.starts_with("a.packed:2:")));
}

/// A glossary comes packed in the same ways, and what is odd about that is told too.
#[test]
fn packed_glossaries() {
    let list = "en\taz\nport\tliman\n";
    let read = |bytes: &[u8]| {
        let read = terms_of(bytes, Path::new("a.packed"), &TermOptions::default());
        read.map(|read| (read.entries.len(), read.remarks))
            .map_err(|error| error.to_string())
    };
    let mut archive = zip_of(&["a.tsv"], list, "");
    assert_eq!(read(&archive), Ok((1, vec![])));
    archive.extend_from_slice(b"behind");
    let told = "something follows behind the end of the zip archive: it was left out";
    assert_eq!(read(&archive), Ok((1, vec![told.into()])));
    assert_eq!(read(&gzip(list.as_bytes())), Ok((1, vec![])));
    let twice = Err("a.packed: this is packed twice".into());
    assert_eq!(read(&gzip(&gzip(list.as_bytes()))), twice);
    let cut = Err("a.packed: cannot be read: the packed file is cut off".into());
    let whole = gzip(list.as_bytes());
    assert_eq!(read(&whole[..whole.len() - 3]), cut);
}
