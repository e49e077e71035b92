using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>What a statement is about, when others use it too.</summary>
internal static class Subjects
{
    extension(RuleContext context)
    {
        /// <summary>The relation that the statement names there; null when this script creates it.</summary>
        internal RelationName? Existing(ReadOnlySpan<byte> child) =>
            context.Body.Relation(child) is { } relation && !context.IsNew(relation) ? relation : null;

        /// <summary>The type of a column's definition, as format_type writes it: integer for serial, too.</summary>
        internal string TypeOf(Node definition) =>
            definition.Child("typeName"u8) is { } type ? TypeNames.BehindSerial(type) ?? TypeNames.Of(type, context.Schema) : "";

        /// <summary>A finding about a relation, with the lock that the statement takes on it.</summary>
        internal Found About(RelationName relation, string message, string hint) =>
            new(message, hint) { Relation = context.Schema.Resolve(relation) };
    }

    extension(ScriptState script)
    {
        /// <summary>The earlier statements of the transaction that is open; none outside of one.</summary>
        internal IEnumerable<(ParsedStatement Statement, Footprint Footprint)> InThisTransaction =>
            script.Begin is { } begin ? script.Earlier.SkipWhile(e => e.Statement != begin) : script.RunsInRunnersTransaction ? script.Earlier : [];
    }
}
