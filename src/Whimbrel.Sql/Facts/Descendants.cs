using System.Text;

namespace Whimbrel.Sql.Facts;

/// <summary>Everything below a node; the walk does not recurse, however deep the tree.</summary>
internal static class Descendants
{
    extension(Node node)
    {
        /// <summary>The bodies of all nodes of one kind, in no particular order.</summary>
        internal IEnumerable<Node> All(string kind)
        {
            var name = Encoding.UTF8.GetBytes(kind);
            var open = new Stack<Node>([node]);
            while (open.TryPop(out var next))
            {
                if (next.IsNamed(name))
                    yield return next;
                for (var child = next.FirstChild; child is { } inside; child = next.ChildAfter(inside))
                {
                    if (inside.HasChildren)
                        open.Push(inside);
                }
            }
        }

        /// <summary>The functions that are called, by their last names.</summary>
        internal IEnumerable<string> Calls() => node.All("FuncCall").Select(call => call.Items("funcname"u8).Last().NameParts()[^1]);
    }
}
