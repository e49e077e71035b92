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
            var parts = new List<string>(2);
            node.AddNameParts(parts);
            return parts;
        }

        /// <summary>The name that a list of words is: of a function, a type, an object that is dropped.</summary>
        internal List<string> NameParts(ReadOnlySpan<byte> list)
        {
            if (node.Child(list) is not { } named)
                return [];

            var parts = new List<string>(2);
            named.AddListedParts(parts);
            return parts;
        }

        internal string DottedName(ReadOnlySpan<byte> list) => string.Join('.', node.NameParts(list));

        internal bool HasOption(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name) => node.Option(list, name) is not null;

        /// <summary>An option counts as on when it stands there without a value.</summary>
        internal bool IsOn(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name) => node.Option(list, name) is { } option && !IsFalse(option);

        internal bool IsOff(ReadOnlySpan<byte> list, ReadOnlySpan<byte> name) => node.Option(list, name) is { } option && IsFalse(option);

        private void AddNameParts(List<string> parts)
        {
            var (kind, body) = node.Unwrap();
            if (body.Word("sval"u8) is { } only)
                parts.Add(only);
            else if (kind == "List" && body.Child("items"u8) is { } items)
                items.AddListedParts(parts);
            else if (kind == "TypeName" && body.Child("names"u8) is { } names)
                names.AddListedParts(parts);
            else if (kind == "ObjectWithArgs" && body.Child("objname"u8) is { } name)
                name.AddListedParts(parts);
        }

        private void AddListedParts(List<string> parts)
        {
            for (var part = node.FirstChild; part is { } word; part = node.ChildAfter(word))
                word.AddNameParts(parts);
        }

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
