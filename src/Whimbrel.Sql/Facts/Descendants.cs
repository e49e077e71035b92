namespace Whimbrel.Sql.Facts;

/// <summary>Everything below a node; the walk does not recurse, however deep the tree.</summary>
internal static class Descendants
{
    extension(Node node)
    {
        /// <summary>The bodies of all nodes of one kind, in no particular order.</summary>
        internal List<Node> All(ReadOnlySpan<byte> kind)
        {
            var found = new List<Node>();
            if (!node.IsNamed(kind) && !node.Mentions(kind))
                return found;

            var open = new Stack<Node>([node]);
            while (open.TryPop(out var next))
            {
                if (next.IsNamed(kind))
                    found.Add(next);
                for (var child = next.FirstChild; child is { } inside; child = next.ChildAfter(inside))
                {
                    if (inside.HasChildren)
                        open.Push(inside);
                }
            }

            return found;
        }

        /// <summary>The functions that are called, by their last names.</summary>
        internal IEnumerable<string> Calls() => node.All("FuncCall"u8).Select(call => call.NameParts("funcname"u8)[^1]);
    }
}
