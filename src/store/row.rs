//! Between the model and the columns of a row.

use crate::lang::Lang;
use crate::model::{Annotation, Attributes, Neighbour, Segment, Tuv};
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// JSON for a column, `NULL` for nothing.
pub(super) fn json<T: Serialize>(values: &[T]) -> rusqlite::Result<Option<String>> {
    if values.is_empty() {
        return Ok(None);
    }
    to_json(&values).map(Some)
}

/// JSON of a value.
pub(super) fn to_json<T: Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A value from a JSON column; the default where it is `NULL`.
pub(super) fn from_json<T: DeserializeOwned + Default>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    match row.get_ref(column)?.as_str_or_null()? {
        None => Ok(T::default()),
        Some(text) => parse_json(text),
    }
}

/// A value from JSON text.
pub(super) fn parse_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// A neighbour as its column has it: `NULL`, empty, or the text.
pub(super) fn neighbour_column(neighbour: &Neighbour) -> Option<&str> {
    match neighbour {
        Neighbour::Unknown => None,
        Neighbour::Border => Some(""),
        Neighbour::Text(text) => Some(text),
    }
}

fn neighbour(row: &Row<'_>, column: usize) -> rusqlite::Result<Neighbour> {
    Ok(match row.get_ref(column)?.as_str_or_null()? {
        None => Neighbour::Unknown,
        Some("") => Neighbour::Border,
        Some(text) => Neighbour::Text(text.to_owned()),
    })
}

/// The columns that `unit` and `variant` share: attributes, notes and properties.
pub(super) const SHARED: &str =
    "creation_date, creation_id, change_date, change_id, attributes, annotations";

/// The first five columns of [`SHARED`], which begin at `first`.
pub(super) fn attributes(row: &Row<'_>, first: usize) -> rusqlite::Result<Attributes> {
    Ok(Attributes {
        creation_date: row.get(first)?,
        creation_id: row.get(first + 1)?,
        change_date: row.get(first + 2)?,
        change_id: row.get(first + 3)?,
        other: from_json(row, first + 4)?,
    })
}

/// Notes and properties: the last column of [`SHARED`], which begin at `first`.
pub(super) fn annotations(row: &Row<'_>, first: usize) -> rusqlite::Result<Vec<Annotation>> {
    from_json(row, first + 5)
}

/// The columns that [`tuv`] reads: `id`, then these, then [`SHARED`].
pub(super) const VARIANT: &str = "id, lang, text, content, before, after";
/// The text among them.
pub(super) const TEXT: usize = 2;

/// A segment from the columns `text` and `content`. Where another program changed the text, which is what scans and
/// other programs read, the codes of what it was are left out.
pub(super) fn segment(row: &Row<'_>, text: usize, content: usize) -> rusqlite::Result<Segment> {
    let text = row.get_ref(text)?.as_str()?;
    if let Some(content) = row.get_ref(content)?.as_str_or_null()? {
        let segment = parse_json::<Segment>(content)?;
        if segment.text() == text {
            return Ok(segment);
        }
    }
    Ok(Segment::plain(text))
}

/// A variant from [`VARIANT`] and [`SHARED`].
pub(super) fn tuv(row: &Row<'_>) -> rusqlite::Result<Tuv> {
    let segment = segment(row, TEXT, 3)?;
    Ok(Tuv {
        lang: Lang::stored(row.get::<_, String>(1)?),
        segment,
        attributes: attributes(row, 6)?,
        annotations: annotations(row, 6)?,
        before: neighbour(row, 4)?,
        after: neighbour(row, 5)?,
    })
}
