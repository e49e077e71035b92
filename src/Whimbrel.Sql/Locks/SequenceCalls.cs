using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Locks;

/// <summary>nextval and setval lock their sequence, where the statement has its name as a text.</summary>
internal static class SequenceCalls
{
    /// <summary>Rows of VALUES are not looked through: there are too many.</summary>
    internal static void Take(LockSet locks, string kind, Node body)
    {
        if (kind is not "SelectStmt" || body.Child("valuesLists"u8) is not null)
            return;

        foreach (var item in body.Items("targetList"u8))
            Take(locks, item);
    }

    internal static void Take(LockSet locks, Node expression)
    {
        foreach (var call in expression.All("FuncCall"u8))
        {
            if (call.Items("funcname"u8).Last().NameParts() is not ["nextval" or "setval"])
                continue;
            if (call.Items("args"u8).First() is var argument && NameOf(argument) is { } name)
            {
                if (locks.Named(name, RelationKind.Sequence) is { } sequence)
                    locks.Take(sequence, LockMode.RowExclusive);
            }
            else
            {
                locks.MayTakeMore("the sequence, whose name is known only when the statement runs");
            }
        }
    }

    private static RelationName? NameOf(Node argument)
    {
        var (kind, body) = argument.Unwrap();
        while (kind == "TypeCast" && body.Child("arg"u8) is { } inner)
            (kind, body) = inner.Unwrap();
        return kind == "A_Const" && body.Child("sval"u8)?.Word("sval"u8) is { } text
            ? text.Replace("\"", "", StringComparison.Ordinal).Split('.').ToList().ToRelation()
            : null;
    }
}
