//! The change log: what each act did, from the first day on.

use super::seal::CHANGE_SET;
use crate::model::Tu;
use rusqlite::{Connection, params};

/// What happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is new.
    Add,
    /// It was changed.
    Edit,
    /// It was taken out.
    Delete,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Edit => "edit",
            Self::Delete => "delete",
        }
    }
}

/// Writes the log of one change set. Additions that follow one another are one row.
#[derive(Debug)]
pub(super) struct ChangeLog {
    change_set: i64,
    added: Option<(i64, i64)>,
}

impl ChangeLog {
    /// Begins a change set.
    pub(super) fn begin(
        connection: &Connection,
        at: &str,
        act: &str,
        origin: Option<&str>,
    ) -> rusqlite::Result<Self> {
        connection.execute(&CHANGE_SET.insert(), params![at, act, origin])?;
        Ok(Self {
            change_set: connection.last_insert_rowid(),
            added: None,
        })
    }

    /// The change set's number.
    pub(super) fn number(&self) -> i64 {
        self.change_set
    }

    /// A unit was added.
    pub(super) fn added(&mut self, connection: &Connection, unit: i64) -> rusqlite::Result<()> {
        match &mut self.added {
            Some((_, last)) if *last + 1 == unit => *last = unit,
            _ => {
                self.flush(connection)?;
                self.added = Some((unit, unit));
            }
        }
        Ok(())
    }

    /// A unit was edited or deleted; `before` is what it was.
    pub(super) fn replaced(
        &mut self,
        connection: &Connection,
        action: Action,
        unit: i64,
        before: &Tu,
    ) -> rusqlite::Result<()> {
        self.flush(connection)?;
        self.insert(
            connection,
            action,
            unit,
            unit,
            Some(&super::row::to_json(before)?),
        )
    }

    /// Writes what is held back.
    pub(super) fn flush(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        match self.added.take() {
            Some((first, last)) => self.insert(connection, Action::Add, first, last, None),
            None => Ok(()),
        }
    }

    fn insert(
        &self,
        connection: &Connection,
        action: Action,
        unit: i64,
        last: i64,
        before: Option<&str>,
    ) -> rusqlite::Result<()> {
        connection
            .prepare_cached(
                "INSERT INTO change (change_set, action, unit, last_unit, before) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.change_set, action.name(), unit, last, before])?;
        Ok(())
    }
}
