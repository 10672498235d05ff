//! TMX, the exchange format of translation memories (TMX 1.4b, LISA OSCAR 2005; versions 1.1 to 1.4b are read,
//! 1.4 is written).
//!
//! [`Reader`] reads what other programs write and says where it deviates from the standard; [`Writer`] writes files
//! that are valid against the DTD. What is written and read again is the same, to the byte.

mod annotation;
mod attributes;
mod codes;
mod context;
mod dialect;
mod direction;
mod header;
mod languages;
mod lost;
mod numbering;
mod order;
mod outcome;
mod own;
mod parts;
pub(super) mod proposal;
mod reader;
mod root;
mod rules;
mod segment;
mod united;
mod unit;
mod variant;
mod writer;

pub use context::{Sides, contexts};
pub use dialect::Dialect;
pub use reader::{Options, Reader};
pub(super) use segment::MAX_DEPTH;
pub use united::{disagreements, united};
pub use writer::Writer;

use super::remarks::excerpt;
use super::{date, xml};
