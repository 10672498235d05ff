//! The variant that stands for all of its family with its text: the first of them.

use super::Variant;
use crate::lang::Lang;
use crate::text::normalized;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

/// So many variants with one hash are looked at again each time; of more it is remembered what was found.
const FEW: usize = 64;
/// So many first variants are remembered; before there are more, all are forgotten.
const MOST_KNOWN: usize = 1 << 18;

/// Finds first variants. A text in thousands of languages is walked through once, not once a variant.
#[derive(Debug, Default)]
pub(super) struct Firsts {
    /// By the hash of a text that many have.
    walked: FxHashMap<i64, Walked>,
    known: usize,
}

/// The variants with a hash, as far as they were looked at.
#[derive(Debug, Default)]
struct Walked {
    last: i64,
    /// By family: the first variant of each of its texts, mostly one.
    firsts: FxHashMap<String, Vec<u32>>,
}

impl Firsts {
    /// The least variant of the same family and text whose number is less.
    pub(super) fn before(
        &mut self,
        connection: &Connection,
        variant: Variant<'_>,
    ) -> rusqlite::Result<Option<u32>> {
        let is_known = self.walked.get(&variant.hash);
        if is_known.is_none_or(|walked| walked.last >= variant.id) {
            match first_of(connection, variant, "<", FEW)? {
                Found::None => return Ok(None),
                Found::First(first) => return Ok(Some(first)),
                Found::Many => {}
            }
            if self.known >= MOST_KNOWN {
                self.walked.clear();
                self.known = 0;
            }
            self.walked.insert(variant.hash, Walked::default());
        }
        let walked = self.walked.entry(variant.hash).or_default();
        self.known += walked.walk(connection, variant)?;
        let same = walked.firsts.get(&variant.lang.family());
        let text = normalized(variant.text);
        for first in same.into_iter().flatten() {
            if has_text(connection, *first, &text)? {
                return Ok(Some(*first));
            }
        }
        Ok(None)
    }

    /// A variant with this hash changes: what is known of it does not hold any more.
    pub(super) fn forget(&mut self, hash: i64) {
        if let Some(walked) = self.walked.remove(&hash) {
            let known: usize = walked.firsts.values().map(Vec::len).sum();
            self.known = self.known.saturating_sub(known);
        }
    }
}

impl Walked {
    /// Looks at the variants up to this one; how many first ones there are more.
    fn walk(&mut self, connection: &Connection, variant: Variant<'_>) -> rusqlite::Result<usize> {
        let mut statement = connection.prepare_cached(
            "SELECT id, lang, text FROM variant WHERE hash = ?1 AND id > ?2 AND id < ?3 ORDER BY id",
        )?;
        let mut rows = statement.query(params![variant.hash, self.last, variant.id])?;
        let mut more = 0;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let family = Lang::stored(row.get::<_, String>(1)?).family();
            let firsts = self.firsts.entry(family).or_default();
            let text = normalized(row.get_ref(2)?.as_str()?);
            let mut is_first = true;
            for first in &*firsts {
                is_first &= !has_text(connection, *first, &text)?;
            }
            if is_first {
                firsts.push(id as u32);
                more += 1;
            }
            self.last = id;
        }
        Ok(more)
    }
}

/// Whether a variant has this normalized text.
fn has_text(connection: &Connection, id: u32, text: &str) -> rusqlite::Result<bool> {
    let same = connection
        .prepare_cached("SELECT text FROM variant WHERE id = ?1")?
        .query_row(
            [id],
            |row| Ok(normalized(row.get_ref(0)?.as_str()?) == text),
        )
        .optional()?;
    Ok(same.unwrap_or(false))
}

/// The least variant of the same family and text whose number is greater.
pub(super) fn after(
    connection: &Connection,
    variant: Variant<'_>,
) -> rusqlite::Result<Option<u32>> {
    only(connection, variant, ">")
}

/// The least variant of the same family and text whose number is less, with nothing remembered.
pub(super) fn before(
    connection: &Connection,
    variant: Variant<'_>,
) -> rusqlite::Result<Option<u32>> {
    only(connection, variant, "<")
}

fn only(
    connection: &Connection,
    variant: Variant<'_>,
    side: &str,
) -> rusqlite::Result<Option<u32>> {
    Ok(match first_of(connection, variant, side, usize::MAX)? {
        Found::First(first) => Some(first),
        Found::None | Found::Many => None,
    })
}

enum Found {
    First(u32),
    None,
    /// It is not among as many as were to be looked at.
    Many,
}

fn first_of(
    connection: &Connection,
    variant: Variant<'_>,
    side: &str,
    most: usize,
) -> rusqlite::Result<Found> {
    let sql = match side {
        "<" => "SELECT id, lang, text FROM variant WHERE hash = ?1 AND id < ?2 ORDER BY id",
        _ => "SELECT id, lang, text FROM variant WHERE hash = ?1 AND id > ?2 ORDER BY id",
    };
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![variant.hash, variant.id])?;
    let (mut family, mut looked_at) = (None, 0);
    while let Some(row) = rows.next()? {
        if looked_at >= most {
            return Ok(Found::Many);
        }
        looked_at += 1;
        let lang = Lang::stored(row.get::<_, String>(1)?);
        let family = family.get_or_insert_with(|| variant.lang.family());
        let text = row.get_ref(2)?.as_str()?;
        if lang.family() == *family
            && (text == variant.text || normalized(text) == normalized(variant.text))
        {
            return Ok(Found::First(row.get::<_, i64>(0)? as u32));
        }
    }
    Ok(Found::None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tu;

    /// A table of this text in these languages, one variant after the other.
    fn table(langs: &[String]) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE variant (id INTEGER PRIMARY KEY, lang TEXT, text TEXT, hash INTEGER)",
            )
            .unwrap();
        for lang in langs {
            connection
                .execute(
                    "INSERT INTO variant (lang, text, hash) VALUES (?1, 'a', 7)",
                    [lang],
                )
                .unwrap();
        }
        connection
    }

    #[test]
    fn a_text_in_many_languages_is_walked_through_once() {
        let langs: Vec<String> = (0..600).map(|n| format!("x-{}", n % 300)).collect();
        let connection = table(&langs);
        let (mut firsts, tu) = (Firsts::default(), Tu::default());
        for (n, lang) in langs.iter().enumerate() {
            let lang = Lang::stored(lang.as_str());
            let variant = Variant {
                id: n as i64 + 1,
                unit: 1,
                lang: &lang,
                text: "a",
                hash: 7,
                analysis: None,
                minute: 0,
                flags: 0,
                tu: &tu,
                repeats: false,
            };
            let first = firsts.before(&connection, variant).unwrap();
            assert_eq!(first, (n >= 300).then(|| n as u32 - 299), "{n}");
            assert_eq!(first, before(&connection, variant).unwrap(), "{n}");
            // What was walked through is not looked at a second time.
            let walked = firsts.walked.get(&7).map_or(0, |walked| walked.last);
            assert_eq!(walked > 0, n > FEW, "{n}");
        }
        assert_eq!(firsts.known, 300);
        firsts.forget(7);
        assert_eq!(firsts.known, 0);
    }
}
