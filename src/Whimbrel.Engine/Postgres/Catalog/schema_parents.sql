-- Which table is a partition or a child of which, which index belongs to which?
SELECT h.inhrelid::bigint AS "Relation", h.inhparent::bigint AS "Parent"
  FROM pg_inherits h
 ORDER BY h.inhrelid, h.inhseqno
