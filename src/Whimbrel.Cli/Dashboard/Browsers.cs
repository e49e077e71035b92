using System.Threading.Channels;

namespace Whimbrel.Cli.Dashboard;

/// <summary>An event for the page: one line of JSON.</summary>
internal sealed record FeedEvent(string Name, byte[] Json);

/// <summary>The browsers that listen. Each has a queue of its own: a slow one holds nobody up.</summary>
internal sealed class Browsers
{
    private const int Most = 32;

    /// <summary>A browser that has taken nothing for so many events is let go; it comes back by itself.</summary>
    private const int MostWaiting = 500;

    private readonly Lock _gate = new();
    private readonly List<Channel<FeedEvent>> _queues = [];

    public bool Any
    {
        get
        {
            lock (_gate)
            {
                return _queues.Count > 0;
            }
        }
    }

    /// <param name="known">What it is told first.</param>
    /// <returns>Null when there are too many.</returns>
    public ChannelReader<FeedEvent>? Add(IEnumerable<FeedEvent> known)
    {
        lock (_gate)
        {
            if (_queues.Count >= Most)
            {
                return null;
            }

            var queue = Channel.CreateBounded<FeedEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
            _queues.Add(queue);
            foreach (var each in known)
            {
                queue.Writer.TryWrite(each);
            }

            return queue.Reader;
        }
    }

    public void Remove(ChannelReader<FeedEvent> reader)
    {
        lock (_gate)
        {
            _queues.RemoveAll(q => q.Reader == reader);
        }
    }

    public void Tell(params FeedEvent[] events)
    {
        lock (_gate)
        {
            foreach (var queue in _queues)
            {
                if (!Array.TrueForAll(events, queue.Writer.TryWrite))
                {
                    queue.Writer.TryComplete();
                }
            }
        }
    }
}
