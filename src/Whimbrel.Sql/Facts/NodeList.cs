using System.Collections;
using System.Runtime.InteropServices;

namespace Whimbrel.Sql.Facts;

/// <summary>The children of a node, in their order; none of a node that is not there.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct NodeList(Node? parent) : IEnumerable<Node>
{
    public Enumerator GetEnumerator() => new(parent);

    IEnumerator<Node> IEnumerable<Node>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    [StructLayout(LayoutKind.Auto)]
    internal struct Enumerator(Node? parent) : IEnumerator<Node>
    {
        private Node? _current;
        private bool _isBegun;

        public readonly Node Current => _current.GetValueOrDefault();

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            _current = !_isBegun ? parent?.FirstChild : _current is { } node ? parent?.ChildAfter(node) : null;
            _isBegun = true;
            return _current is not null;
        }

        public void Reset() => (_current, _isBegun) = (null, false);

        public readonly void Dispose()
        {
            // Nothing is held.
        }
    }
}
