namespace Whimbrel.Sql.Facts;

/// <summary>Shapes that recur all over the parser's tree: names, relations, options.</summary>
internal static class NodeFacts
{
    extension(Node node)
    {
        /// <summary>A RangeVar's name, when it is one.</summary>
        internal RelationName? AsRelation() =>
            node.Word("relname"u8) is { } name ? new RelationName(node.Word("schemaname"u8), name) : null;

        internal RelationName? Relation(ReadOnlySpan<byte> name) => node.Child(name)?.AsRelation();

        /// <summary>The parts of a name, from whatever holds them: a String, a List, a TypeName, an ObjectWithArgs.</summary>
        internal List<string> NameParts()
        {
            var (kind, body) = node.Unwrap();
            var parts = kind switch
            {
                "List" => body.Items("items"u8),
                "TypeName" => body.Items("names"u8),
                "ObjectWithArgs" => body.Items("objname"u8),
                _ => [],
            };
            return body.Word("sval"u8) is { } only ? [only] : [.. parts.SelectMany(part => part.NameParts())];
        }

        internal string DottedName(ReadOnlySpan<byte> list) => string.Join('.', node.Items(list).SelectMany(part => part.NameParts()));

        internal bool HasOption(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name) => node.Option(list, name) is not null;

        /// <summary>An option counts as on when it stands there without a value.</summary>
        internal bool IsOn(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name) => node.Option(list, name) is { } option && !IsFalse(option);

        internal bool IsOff(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name) => node.Option(list, name) is { } option && IsFalse(option);

        private Node? Option(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name)
        {
            foreach (var item in node.Items(list))
            {
                if (item.Child("DefElem"u8) is { } option && option.Is("defname"u8, name))
                    return option;
            }

            return null;
        }
    }

    /// <summary>The last two parts are schema and name: a database in front is the one connected to.</summary>
    internal static RelationName? ToRelation(this List<string> parts) => parts switch
    {
        [] => null,
        [var name] => new RelationName(null, name),
        [.., var schema, var name] => new RelationName(schema, name),
    };

    /// <summary>The grammar takes some of these words for strings, others for names of types.</summary>
    private static bool IsFalse(Node option)
    {
        if (option.Child("arg"u8) is not { } argument)
            return false;

        var (kind, body) = argument.Unwrap();
        return kind switch
        {
            "Integer" => body.Child("ival"u8) is null || body.IsNumber("ival"u8, "0"u8),
            "Boolean" => !body.Flag("boolval"u8),
            _ => string.Join('.', argument.NameParts()).ToLowerInvariant() is "false" or "off" or "no" or "0",
        };
    }
}
