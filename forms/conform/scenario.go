package conform

import "errors"

func (q *request) scenario() (any, error) {
	return nil, errors.New("chưa chạy được kịch bản / scenarios can not be played yet")
}
